// How a schedule stands and how often it pays, in words and a colour.

import { html } from "../../vendor/htm-preact.js";
import { Chip } from "../../parts/chip.js";
import { t } from "./texts.js";

/** @typedef {Operations["PayoutSchedules"]["data"]["payoutSchedules"]["nodes"][number]} Schedule */

/** @type {Record<Schedule["state"], import("../../parts/chip.js").Kind>} */
const KINDS = { PENDING_APPROVAL: "warn", ACTIVE: "good", PAUSED: "bad", ENDED: "dim", CANCELLED: "dim" };

export const STATES = /** @type {Schedule["state"][]} */ (Object.keys(KINDS));

/** @param {{ state: Schedule["state"] }} props */
export function State({ state }) {
  return html`<${Chip} kind=${KINDS[state]}>${t(state)}<//>`;
}

/** "Every 2 weeks". @param {{ frequency: Schedule["frequency"], every: number }} schedule */
export function oftenShown({ frequency, every }) {
  return every === 1 ? t(frequency) : t(/** @type {"EVERY_WEEKLY"} */ (`EVERY_${frequency}`), { every });
}
