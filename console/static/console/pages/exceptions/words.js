// Kinds, states, ages and ends of exceptions in words and colours.

import { html } from "../../vendor/htm-preact.js";
import { Chip } from "../../parts/chip.js";
import { t } from "./texts.js";

/** @typedef {Operations["Exceptions"]["data"]["reconciliationExceptions"]["nodes"][number]} Row */

export const KINDS = /** @type {const} */ ([
  "MISSING_IN_LEDGER", "MISSING_ON_STATEMENT", "AMOUNT_DIFFERS", "DUPLICATE", "REVERSED", "UNLINKED_CHARGE", "SWEEP_IN_FLIGHT", "UNKNOWN_ROW", "UNCOVERED",
]);
export const AGES = /** @type {const} */ (["IN_TRANSIT", "OUTSTANDING", "OVERDUE"]);
export const OWNERS = /** @type {const} */ (["ME", "SOMEBODY", "NOBODY"]);

/** @type {Record<Row["state"], import("../../parts/chip.js").Kind>} */
const STATE_KINDS = { OPEN: "warn", PROPOSED: "busy", CLOSED: "dim" };
/** @type {Record<Row["age"], import("../../parts/chip.js").Kind>} */
const AGE_KINDS = { IN_TRANSIT: "calm", OUTSTANDING: "warn", OVERDUE: "bad" };

/** How it stands, and how it ended. @param {{ row: { state: Row["state"], closedAs?: Row["closedAs"] } }} props */
export function State({ row: { state, closedAs } }) {
  const said = closedAs === "SPLIT" ? t("SPLIT_DONE") : closedAs ? t(closedAs) : t(state);
  return html`<${Chip} kind=${STATE_KINDS[state]}>${said}<//>`;
}

/** @param {{ row: { age: Row["age"], daysOpen: number } }} props */
export function Age({ row: { age, daysOpen } }) {
  const long = daysOpen <= 0 ? t("today") : daysOpen === 1 ? t("day") : t("days", { count: daysOpen });
  return html`<${Chip} kind=${AGE_KINDS[age]} title=${t(age)}>${long}<//>`;
}
