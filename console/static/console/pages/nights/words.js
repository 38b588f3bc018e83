// Days and their accounts as marks: a sign, a colour and words, so that no one of them is needed alone.

import { html } from "../../vendor/htm-preact.js";
import { Chip } from "../../parts/chip.js";
import { t } from "./texts.js";

/** @typedef {Operations["NightsCalendar"]["data"]["tills"]["nodes"][number]} Till */
/** @typedef {NonNullable<Till["reconciliationDays"]>["nodes"][number]} Day */
/** @typedef {Day["accounts"]["nodes"][number]} Part */
/** @typedef {"covered" | "unproved" | "part" | "judged" | "missing" | "differs" | "still" | "future" | "waits" | "outside"} Mark */

/** @type {Record<Mark, { sign: string, kind: import("../../parts/chip.js").Kind }>} */
export const MARKS = {
  covered: { sign: "✓", kind: "good" },
  unproved: { sign: "•", kind: "busy" },
  judged: { sign: "~", kind: "busy" },
  part: { sign: "◐", kind: "warn" },
  missing: { sign: "○", kind: "warn" },
  differs: { sign: "!", kind: "bad" },
  still: { sign: "–", kind: "dim" },
  waits: { sign: "…", kind: "dim" },
  future: { sign: "", kind: "dim" },
  outside: { sign: "", kind: "dim" },
};

/** @type {Record<Day["state"], import("../../parts/chip.js").Kind>} */
const KINDS = { UNKNOWN: "warn", MATCHED: "good", DISCREPANCY: "bad", INVESTIGATING: "busy" };

/** The mark of an account on a day that was judged. @param {Part | undefined} part @returns {Mark} */
export function markOf(part) {
  if (!part) return "still";
  if (part.openItems || (part.discrepancy !== null && !/^-?0(\.0+)?$/.test(part.discrepancy))) return "differs";
  if (part.basis === "STATEMENT") return part.isProved ? "covered" : "unproved";
  if (part.basis === "PART") return "part";
  return part.basis === "NOTHING" ? "missing" : "judged";
}

/** @param {{ mark: Mark }} props */
export function Sign({ mark }) {
  const { sign, kind } = MARKS[mark];
  return html`<span class="mark" data-kind=${kind} data-mark=${mark} title=${t(mark)}><i aria-hidden="true">${sign}</i><span class="unseen">${t(mark)}</span></span>`;
}

/** How a day stands. @param {{ row: { state: Day["state"], provisional: boolean, decidedBy?: { name: string } | null } }} props */
export function State({ row: { state, provisional, decidedBy } }) {
  const cleared = state === "MATCHED" && decidedBy;
  return html`<${Chip} kind=${KINDS[state]}>${t(cleared ? "cleared" : state)}<//>${provisional ? html` <${Chip} kind="dim">${t("provisional")}<//>` : null}`;
}
