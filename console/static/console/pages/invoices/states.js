// How far an invoice has come, in a word and a colour.

import { html } from "../../vendor/htm-preact.js";
import { Chip } from "../../parts/chip.js";
import { t } from "./texts.js";

/** @typedef {Operations["Invoices"]["data"]["invoices"]["nodes"][number]["state"]} InvoiceState */

/** @type {Record<InvoiceState, import("../../parts/chip.js").Kind>} */
const KINDS = { DRAFT: "dim", UNPAID: "calm", PARTIALLY_PAID: "busy", PAID: "good", VOID: "dim" };

export const STATES = /** @type {InvoiceState[]} */ (Object.keys(KINDS));

/** @param {{ state: InvoiceState }} props */
export function State({ state }) {
  return html`<${Chip} kind=${KINDS[state]}>${t(state)}<//>`;
}
