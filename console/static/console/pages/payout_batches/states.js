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

/** "Paid 8 · On its way 2". @param {{ state: State, states: readonly { state: PayoutState, count: number }[] }} batch */
export function progress({ state, states }) {
  if (state !== "APPROVED") return "–";
  return states.map((each) => `${words(each.state)} ${each.count.toLocaleString("en-GB")}`).join(" · ");
}
