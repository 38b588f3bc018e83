// Where a chain of balances stands on a picture: places of its steps, lines and ticks, in pixels. Draws nothing.

import { cents, decimal, drawn } from "../../client/money.js";

/** @typedef {Extract<NonNullable<Operations["Proof"]["data"]["node"]>, { fromDay: string }>["balanceSteps"]["nodes"][number]} Step */
/** @typedef {{ step: Step, left: number, right: number, from: number | null, to: number | null }} Placed heights where they are known */

export const HEIGHT = 240;
export const EDGE = { left: 84, right: 14, top: 26, bottom: 26 };
/** Labels that stand closer than this would run into each other. */
const APART = 92;

/** What the picture says in figures; `gaps` and `holes` are what no row explains. @param {readonly Step[]} steps */
export function figuresOf(steps) {
  const known = steps.flatMap(({ before, after }) => [before, after]).filter((balance) => balance !== null);
  const total = (/** @type {(step: Step) => bigint} */ of) => decimal(steps.reduce((found, step) => found + of(step), 0n));
  const jump = (/** @type {Step["kind"]} */ kind) => total((step) => (step.kind === kind ? jumpOf(step) ?? 0n : 0n));
  return {
    opening: known[0] ?? null,
    closing: known.at(-1) ?? null,
    paidIn: total(({ paidIn }) => cents(paidIn)),
    withdrawn: total(({ withdrawn }) => -cents(withdrawn)),
    gaps: jump("GAP"),
    holes: jump("HOLE"),
  };
}

/** By how much the balance changes, in cents. @param {Step} step */
export function jumpOf({ before, after }) {
  return before === null || after === null ? null : cents(after) - cents(before);
}

/** @param {readonly Step[]} steps @param {number} width */
export function placed(steps, width) {
  const start = Date.parse(steps[0]?.fromAt ?? "");
  const long = Math.max(1, Date.parse(steps.at(-1)?.untilAt ?? "") - start);
  const room = Math.max(40, width - EDGE.left - EDGE.right);
  const x = (/** @type {string} */ at) => EDGE.left + (room * (Date.parse(at) - start)) / long;
  const heights = steps.flatMap(({ before, after }) => [before, after]).filter((balance) => balance !== null).map(drawn);
  const ticks = ticksOf(Math.min(...heights), Math.max(...heights));
  const [low = 0, high = 1] = [ticks[0], ticks.at(-1)];
  const y = (/** @type {number} */ balance) => HEIGHT - EDGE.bottom - ((HEIGHT - EDGE.top - EDGE.bottom) * (balance - low)) / Math.max(1, high - low);
  const y0 = (/** @type {string | null} */ balance) => (balance === null ? null : y(drawn(balance)));
  /** @type {Placed[]} */
  const places = steps.map((step) => ({ step, left: x(step.fromAt), right: x(step.untilAt), from: y0(step.before), to: y0(step.after) }));
  const moments = momentsOf(start, long, Math.max(4, Math.min(9, Math.floor(room / 90))));
  return {
    places,
    rows: ticks.map((value) => ({ value, y: y(value) })),
    columns: moments.map((at) => ({ at, x: EDGE.left + (room * (at - start)) / long })),
    isOneDay: long <= 36 * HOUR,
  };
}

/** From the lowest to the highest in round numbers. @param {number} low @param {number} high */
function ticksOf(low, high) {
  if (!Number.isFinite(low)) return [0, 1];
  const rough = Math.max(1, (high - low || Math.abs(high) || 1) / 4);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? rough;
  const found = [];
  for (let at = Math.floor(low / step) * step; at < high + step; at += step) found.push(at);
  return found;
}

const HOUR = 3_600_000;
/** So many hours between two marks; from a day on they stand at midnight in Nairobi. */
const APART_IN_TIME = [0.25, 1, 2, 3, 4, 6, 12, 24, 48, 120, 240, 360, 720, 1440, 2880, 8760].map((hours) => hours * HOUR);

/** @param {number} start @param {number} long @param {number} most */
function momentsOf(start, long, most) {
  const step = APART_IN_TIME.find((each) => long / each < most) ?? long;
  const found = [];
  for (let at = Math.ceil((start + 3 * HOUR) / step) * step - 3 * HOUR; at <= start + long; at += step) found.push(at);
  return found;
}

/** The line of each part that hangs together. A single row is a step, many are a slope. @param {Placed[]} places */
export function linesOf(places) {
  /** @type {string[]} */
  const lines = [];
  let open = "";
  for (const { step, left, right, from, to } of places) {
    if (step.kind !== "MOVED" || from === null || to === null) {
      if (open) lines.push(open);
      open = "";
    } else {
      open ||= `M${left} ${from}`;
      open += step.rows > 1 ? `L${right} ${to}` : `H${right}V${to}`;
    }
  }
  return open ? [...lines, open] : lines;
}

/** Those of which the amount can be written beside them. @param {Placed[]} places */
export function labelled(places) {
  let last = -Infinity;
  return places.filter(({ step, left, right }) => {
    const middle = (left + right) / 2;
    if (step.kind === "MOVED" || middle - last < APART) return false;
    last = middle;
    return true;
  });
}
