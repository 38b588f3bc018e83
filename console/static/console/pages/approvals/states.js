// What is asked for, and how far it has come, in words and colours.

import { html } from "../../vendor/htm-preact.js";
import { Chip } from "../../parts/chip.js";
import { t } from "./texts.js";

/** @typedef {Operations["Approvals"]["data"]["approvals"]["nodes"][number]["state"]} ApprovalState */

/** @type {Record<ApprovalState, import("../../parts/chip.js").Kind>} */
const STATE_KINDS = { PENDING: "warn", APPROVED: "good", REFUSED: "bad", CANCELLED: "dim", EXPIRED: "dim" };

export const STATES = /** @type {ApprovalState[]} */ (Object.keys(STATE_KINDS));

const ACTS = /** @type {const} */ ([
  "approval_rules.change", "invoice.write_off", "kyc.upgrade", "market.legal_rule", "market.open", "market.settle", "market.void", "market.correct", "ledger.recurring", "ledger.voucher", "payout.batch", "payout.decide", "payout.pay", "payout.release", "payout.schedule", "payout.withdraw", "payout.withholding", "period.reopen", "portal_move.record", "receipt.place", "reconciliation.settle",
  "statement.change", "statement.release",
]);

/** @param {{ state: ApprovalState }} props */
export function State({ state }) {
  return html`<${Chip} kind=${STATE_KINDS[state]}>${t(state)}<//>`;
}

/** The act in words. @param {string} kind */
export function actShown(kind) {
  const known = ACTS.find((act) => act === kind);
  return known ? t(known) : kind;
}
