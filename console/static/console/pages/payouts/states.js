// How each state of a payout and of an order is coloured.

import { html } from "../../vendor/htm-preact.js";
import { Chip } from "../../parts/chip.js";
import { t } from "./texts.js";

/** @typedef {Operations["Payouts"]["data"]["payouts"]["nodes"][number]} Row */
/** @typedef {Row["state"]} PayoutState */
/** @typedef {Row["attempts"]["nodes"][number]["state"]} AttemptState */

/** @type {Record<PayoutState, import("../../parts/chip.js").Kind>} */
export const KINDS = {
  DRAFT: "calm", PENDING_APPROVAL: "warn", APPROVED: "busy", RESERVED: "busy", IN_FLIGHT: "busy", PAID: "good", FAILED: "bad", HELD: "warn",
  CANCELLED: "dim", REVERSED: "dim",
};
/** @type {Record<AttemptState, import("../../parts/chip.js").Kind>} */
export const ORDER_KINDS = { SENDING: "busy", SENT: "busy", PAID: "good", FAILED: "bad", UNKNOWN: "warn" };

export const KIND_NAMES = /** @type {const} */ (["PHONE", "PAYBILL", "TILL", "FLOAT", "BULK"]);

export const STATES = /** @type {PayoutState[]} */ (Object.keys(KINDS));

/** Whether its newest order is one that nobody knows. @param {{ attempts: { nodes: readonly { state: AttemptState }[] } }} payout */
export function isUnknown({ attempts }) {
  return attempts.nodes[0]?.state === "UNKNOWN";
}

/** Whom it goes to: a phone, or a shortcode with the account there. @param {{ kind: Row["kind"], phone: string | null, shortcode: string, accountNumber: string }} payout */
export function receiverOf({ kind, phone, shortcode, accountNumber }) {
  if (kind === "PHONE") return phone ?? "";
  return t(kind, { shortcode, account: accountNumber });
}

/** @param {{ payout: { state: PayoutState, text: string, attempts: { nodes: readonly { state: AttemptState }[] } } }} props */
export function State({ payout }) {
  if (isUnknown(payout)) return html`<${Chip} kind="warn" title=${t("unknownSays")}>${t("UNKNOWN")}<//>`;
  return html`<${Chip} kind=${KINDS[payout.state]} title=${payout.text}>${t(payout.state)}<//>`;
}
