// How far a submission has come, in a word and a colour.

import { html } from "../../vendor/htm-preact.js";
import { Chip } from "../../parts/chip.js";
import { t } from "./texts.js";

/** @typedef {Operations["KycSubmissions"]["data"]["kycSubmissions"]["nodes"][number]["state"]} KycState */

/** @type {Record<KycState, import("../../parts/chip.js").Kind>} */
const KINDS = { SUBMITTED: "warn", DRAFT: "dim", APPROVED: "good", REFUSED: "bad", WITHDRAWN: "dim" };

export const STATES = /** @type {KycState[]} */ (Object.keys(KINDS));

/** @param {{ state: KycState }} props */
export function State({ state }) {
  return html`<${Chip} kind=${KINDS[state]}>${t(state)}<//>`;
}
