// The chain of balances as a picture: from the opening to the closing, with what does not follow and what nobody covers.

import { html } from "../../vendor/htm-preact.js";
import { useId, useLayoutEffect, useRef, useState } from "../../vendor/preact-hooks.js";
import { clockShown, dayOf, shortDay } from "../../client/clock.js";
import { decimal, isZero, shown } from "../../client/money.js";
import { Money } from "../../parts/money.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { accountShown } from "../reconciliation/states.js";
import { EDGE, figuresOf, HEIGHT, jumpOf, labelled, linesOf, placed } from "./drawing.js";
import { t } from "./texts.js";

/** @typedef {import("./drawing.js").Step} Step */
/** @typedef {import("./drawing.js").Placed} Placed */

/** Its page names chain.css among its styles. @param {{ steps: readonly Step[] }} props of one account or of several */
export function BalanceChain({ steps }) {
  const accounts = [...new Set(steps.map(({ account }) => account))];
  if (!accounts.length) return null;
  return html`
    <section class="card"><h2>${t("title")}</h2><p class="fine">${t("says")}</p>
      ${accounts.map((account) => html`<${Account} key=${account} named=${accounts.length > 1} account=${account} steps=${steps.filter((step) => step.account === account)} />`)}
    </section>`;
}

/** @param {{ account: Step["account"], named: boolean, steps: Step[] }} props */
function Account({ account, named, steps }) {
  const figures = figuresOf(steps);
  const count = (/** @type {Step["kind"]} */ kind) => steps.filter((step) => step.kind === kind).length;
  const said = t("said", { opening: shownOr(figures.opening), closing: shownOr(figures.closing), gaps: count("GAP"), holes: count("HOLE") });
  return html`
    <figure class="balances">
      ${named ? html`<h3>${accountShown(account)}</h3>` : null}
      <dl class="sum">
        <div><dt>${t("opening")}</dt><dd><${Money} value=${figures.opening} /></dd></div>
        <div><dt>${t("paidIn")}</dt><dd><${Money} value=${figures.paidIn} /></dd></div>
        <div><dt>${t("withdrawn")}</dt><dd><${Money} value=${figures.withdrawn} /></dd></div>
        ${count("GAP") ? html`<div class="bad"><dt>${t("gaps", { count: count("GAP") })}</dt><dd><${Money} value=${figures.gaps} /></dd></div>` : null}
        ${isZero(figures.holes) ? null : html`<div class="warn"><dt>${t("holes")}</dt><dd><${Money} value=${figures.holes} /></dd></div>`}
        <div><dt>${t("closing")}</dt><dd><${Money} value=${figures.closing} /></dd></div>
      </dl>
      <${Picture} steps=${steps} said=${said} />
      <ul class="keys" aria-hidden="true"><li data-kind="MOVED"><i></i>${t("MOVED")}</li>
        ${count("GAP") ? html`<li data-kind="GAP"><i></i>${t("GAP")}</li>` : null}${count("HOLE") ? html`<li data-kind="HOLE"><i></i>${t("HOLE")}</li>` : null}</ul>
      <details><summary>${t("figures")}</summary>
        <${Table} label=${t("figures")} columns=${columns()} pages=${{ rows: steps.map((step, place) => ({ ...step, id: `${place}` })) }} file="balances" /></details>
    </figure>`;
}

/** @param {{ steps: Step[], said: string }} props */
function Picture({ steps, said }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const [width, setWidth] = useState(640);
  const hatch = useId();
  useLayoutEffect(() => {
    const watch = new ResizeObserver(() => setWidth(box.current?.clientWidth || 640));
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const { places, rows, columns: days, isOneDay } = placed(steps, width);
  const floor = HEIGHT - EDGE.bottom;
  return html`
    <div ref=${box}>
      <svg role="img" aria-label=${said} width=${width} height=${HEIGHT} viewBox=${`0 0 ${width} ${HEIGHT}`}>
        <defs><pattern id=${hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line y2="6" class="hatch" /></pattern></defs>
        ${rows.map(({ value, y }) => html`<g key=${value}><line class="grid" x1=${EDGE.left} x2=${width - EDGE.right} y1=${y} y2=${y} /><text class="tick" x=${EDGE.left - 8} y=${y + 4} text-anchor="end">${value.toLocaleString("en-GB")}</text></g>`)}
        ${days.map(({ at, x }) => html`<text key=${at} class="tick" x=${x} y=${HEIGHT - 6} text-anchor=${x < EDGE.left + 20 ? "start" : x > width - EDGE.right - 20 ? "end" : "middle"}>${isOneDay ? clockShown(at).slice(0, 5) : shortDay(dayOf(at))}</text>`)}
        ${places.filter(({ step }) => step.kind === "HOLE").map((place) => html`<${Hole} key=${place.left} place=${place} floor=${floor} hatch=${hatch} />`)}
        ${linesOf(places).map((line) => html`<path key=${line} class="line" d=${line} />`)}
        ${places.filter(({ step }) => step.kind === "GAP").map((place, index) => html`<${Gap} key=${index} place=${place} />`)}
        ${labelled(places).map(({ step, left, right }) => html`<text key=${left} class="amount" data-kind=${step.kind} x=${Math.min(Math.max((left + right) / 2, EDGE.left + 36), width - 44)} y="16" text-anchor="middle">${amountOf(step)}</text>`)}
      </svg>
    </div>`;
}

/** @param {{ place: Placed, floor: number, hatch: string }} props */
function Hole({ place: { step, left, right, from, to }, floor, hatch }) {
  return html`<g class="hole"><title>${says(step)}</title>
    <rect x=${left} y=${EDGE.top} width=${Math.max(2, right - left)} height=${floor - EDGE.top} fill=${`url(#${hatch})`} />
    ${from === null || to === null ? null : html`<line class="unknown" x1=${left} y1=${from} x2=${right} y2=${to} />`}</g>`;
}

/** Somewhere between the two rows that are there. @param {{ place: Placed }} props */
function Gap({ place: { step, left, right, from, to } }) {
  const middle = (left + right) / 2;
  return html`<g class="gap"><title>${says(step)}</title>
    <path class="line" d=${`M${left} ${from}H${middle}M${middle} ${to}H${right}`} />
    <line class="mark" x1=${middle} x2=${middle} y1=${EDGE.top} y2=${HEIGHT - EDGE.bottom} /><line class="jump" x1=${middle} x2=${middle} y1=${from} y2=${to} />
    <circle cx=${middle} cy=${from} r="3" /><circle cx=${middle} cy=${to} r="3" /></g>`;
}

/** @param {Step} step */
function says(step) {
  return [amountOf(step), step.says || t(step.kind)].join(": ");
}

/** @param {Step} step */
function amountOf(step) {
  const jump = jumpOf(step);
  if (jump === null) return t("notKnown");
  return `${jump > 0n ? "+" : ""}${shown(decimal(jump))}`;
}

/** @param {string | null} balance */
function shownOr(balance) {
  return balance === null ? t("notKnown") : shown(balance);
}

/** @returns {import("../../parts/table.js").Column<Step & { id: string }>[]} */
function columns() {
  return [
    { name: "until", label: t("until"), main: true, show: (row) => html`<${Time} at=${row.untilAt} />`, csv: (row) => row.untilAt },
    { name: "what", label: t("what"), show: (row) => whatOf(row), csv: (row) => whatOf(row) },
    { name: "paidIn", label: t("paidIn"), number: true, show: (row) => (row.rows ? html`<${Money} value=${row.paidIn} quietZero />` : ""), csv: (row) => row.paidIn },
    { name: "withdrawn", label: t("withdrawn"), number: true, show: (row) => (row.rows ? html`<${Money} value=${row.withdrawn} quietZero />` : ""), csv: (row) => row.withdrawn },
    { name: "jump", label: t("jump"), number: true, show: (row) => (row.kind === "MOVED" ? "" : amountOf(row)), csv: (row) => (row.kind === "MOVED" ? "" : amountOf(row)) },
    { name: "after", label: t("balance"), number: true, show: (row) => html`<${Money} value=${row.after} />`, csv: (row) => row.after ?? "" },
  ];
}

/** @param {Step} step */
function whatOf(step) {
  if (step.kind !== "MOVED") return step.says || t(step.kind);
  if (!step.rows) return t("quiet");
  return step.receiptNumber || t("rows", { count: step.rows });
}
