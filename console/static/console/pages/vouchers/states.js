// How a voucher stands and what it is, in words and a colour.

import { html } from "../../vendor/htm-preact.js";
import { Chip } from "../../parts/chip.js";
import { t } from "./texts.js";

/** @typedef {Operations["Vouchers"]["data"]["vouchers"]["nodes"][number]} Voucher */

/** @type {Record<Voucher["state"], import("../../parts/chip.js").Kind>} */
const KINDS = { PENDING: "warn", POSTED: "good", REFUSED: "bad", CANCELLED: "dim", EXPIRED: "dim" };

export const STATES = /** @type {Voucher["state"][]} */ (Object.keys(KINDS));

/** @param {{ state: Voucher["state"] }} props */
export function State({ state }) {
  return html`<${Chip} kind=${KINDS[state]}>${t(state)}<//>`;
}

/** @param {string} kind MANUAL, OPENING or REVERSAL */
export function kindShown(kind) {
  return t(kind === "OPENING" || kind === "REVERSAL" ? kind : "MANUAL");
}
