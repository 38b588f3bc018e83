// How a recurring voucher stands and how often it comes, in words and a colour.

import { html } from "../../vendor/htm-preact.js";
import { Chip } from "../../parts/chip.js";
import { t } from "./texts.js";

/** @typedef {Operations["RecurringVouchers"]["data"]["recurringVouchers"]["nodes"][number]} Recurring */

/** @type {Record<Recurring["state"], import("../../parts/chip.js").Kind>} */
const KINDS = { PENDING: "warn", ACTIVE: "good", PAUSED: "bad", ENDED: "dim", REFUSED: "bad", CANCELLED: "dim", EXPIRED: "dim" };

export const STATES = /** @type {Recurring["state"][]} */ (Object.keys(KINDS));

/** @param {{ state: Recurring["state"] }} props */
export function State({ state }) {
  return html`<${Chip} kind=${KINDS[state]}>${t(state)}<//>`;
}

/** @param {Recurring["frequency"]} frequency */
export function frequencyShown(frequency) {
  return t(frequency);
}
