// States of a batch in words and colours, and how far it is.

import { html } from "../../vendor/htm-preact.js";
import { Chip } from "../../parts/chip.js";
import { t as words } from "../payouts/texts.js";
import { t } from "./texts.js";

/** @typedef {Operations["PayoutBatches"]["data"]["payoutBatches"]["nodes"][number]["state"]} State */
/** @typedef {import("../payouts/states.js").PayoutState} PayoutState */

/** @type {Record<State, import("../../parts/chip.js").Kind>} */
const KINDS = { DRAFT: "calm", PENDING_APPROVAL: "warn", APPROVED: "good", CANCELLED: "dim" };

export const STATES = /** @type {State[]} */ (Object.keys(KINDS));

/** @param {{ batch: { state: State, pause: { reason: string } | null } }} props */
export function BatchState({ batch: { state, pause } }) {
  return html`<${Chip} kind=${pause ? "warn" : KINDS[state]} title=${pause?.reason}>${pause ? t("paused") : t(state)}<//>`;
}

/** "8 paid, 2 not paid, 1 to come". @param {{ states: readonly { state: PayoutState, count: number }[] }} batch */
export function outcomes({ states }) {
  const count = (/** @type {PayoutState[]} */ ...of) => states.filter(({ state }) => of.includes(state)).reduce((all, each) => all + each.count, 0);
  const ended = { paid: count("PAID"), notPaid: count("FAILED"), takenBack: count("CANCELLED"), givenBack: count("REVERSED") };
  const toCome = count(.../** @type {PayoutState[]} */ (states.map(({ state }) => state))) - Object.values(ended).reduce((all, each) => all + each, 0);
  return Object.entries({ ...ended, toCome })
    .filter(([, many]) => many)
    .map(([name, many]) => t(/** @type {"paid"} */ (name), { count: many.toLocaleString("en-GB") }))
    .join(", ");
}

/** "1 payout". @param {number} count */
export const payouts = (count) => t(count === 1 ? "onePayout" : "manyPayouts", { count: count.toLocaleString("en-GB") });

/** "Paid 8 · On its way 2". @param {{ state: State, states: readonly { state: PayoutState, count: number }[] }} batch */
export function progress({ state, states }) {
  if (state !== "APPROVED") return "–";
  return states.map((each) => `${words(each.state)} ${each.count.toLocaleString("en-GB")}`).join(" · ");
}
