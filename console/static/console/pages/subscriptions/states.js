// How a subscription stands, how often it is billed, and why it is not, in words and a colour.

import { html } from "../../vendor/htm-preact.js";
import { Chip } from "../../parts/chip.js";
import { t } from "./texts.js";

/** @typedef {Operations["BillingSubscriptions"]["data"]["billingSubscriptions"]["nodes"][number]} Subscription */

/** @type {Record<Subscription["state"], import("../../parts/chip.js").Kind>} */
const KINDS = { TRIAL: "busy", ACTIVE: "good", PAUSED: "warn", CANCELLED: "dim" };
const REFUSALS = /** @type {const} */ (["PLAN_ARCHIVED", "CUSTOMER_ARCHIVED", "CUSTOMER_ERASED", "OVER_CREDIT_LIMIT", "WORK_FAILS"]);

export const STATES = /** @type {Subscription["state"][]} */ (Object.keys(KINDS));

/** @param {{ state: Subscription["state"] }} props */
export function State({ state }) {
  return html`<${Chip} kind=${KINDS[state]}>${t(state)}<//>`;
}

/** "Every 2 weeks". @param {{ frequency: Subscription["plan"]["frequency"], every: number }} plan */
export function oftenShown({ frequency, every }) {
  return every === 1 ? t(frequency) : t(/** @type {"EVERY_WEEKLY"} */ (`EVERY_${frequency}`), { every });
}

/** Why something is not billed; a code that has no words is shown as it is. @param {string} code */
export function whyNot(code) {
  const known = REFUSALS.find((each) => each === code);
  return known ? t(known) : code;
}
