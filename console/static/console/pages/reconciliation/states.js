// How far statements and proofs have come, and M-Pesa's accounts in words.

import { html } from "../../vendor/htm-preact.js";
import { Chip } from "../../parts/chip.js";
import { t } from "./texts.js";

/** @typedef {Operations["Reconciliation"]["data"]["statements"]["nodes"][number]["state"]} StatementState */
/** @typedef {Operations["Reconciliation"]["data"]["reconciliationRuns"]["nodes"][number]["state"]} RunState */

/** @type {Record<StatementState | RunState, import("../../parts/chip.js").Kind>} */
const KINDS = {
  UPLOADED: "busy", READING: "busy", ADMITTED: "good", REFUSED: "bad", QUARANTINED: "bad", RESTATED: "warn",
  WITHDRAWN: "dim", SUPERSEDED: "dim", QUEUED: "busy", RUNNING: "busy", DONE: "good", FAILED: "bad",
};

/** @param {{ state: StatementState | RunState }} props */
export function State({ state }) {
  return html`<${Chip} kind=${KINDS[state]}>${t(state)}<//>`;
}

export const ACCOUNTS = /** @type {const} */ ({
  UTILITY: "utility", WORKING: "working", CHARGES_PAID: "charges", SETTLEMENT: "settlement", MERCHANT: "merchant", BANK: "bank",
});

/** Those that Safaricom keeps. */
export const MPESA_ACCOUNTS = /** @type {Exclude<keyof typeof ACCOUNTS, "BANK">[]} */ (Object.keys(ACCOUNTS).filter((name) => name !== "BANK"));

/** @param {keyof typeof ACCOUNTS} account */
export function accountShown(account) {
  return t(ACCOUNTS[account]);
}

/** Of a bank account its code and its name too. @param {{ account: keyof typeof ACCOUNTS, bankAccount?: { code: string, name: string } | null }} row */
export function accountNamed({ account, bankAccount }) {
  return bankAccount ? `${bankAccount.code} ${bankAccount.name}` : accountShown(account);
}

/** Among accounts of the books those at banks: 1100, and those right below it. @template {{ code: string }} Account @param {readonly Account[]} accounts */
export function banksAmong(accounts) {
  return accounts.filter(({ code }) => /^1100(-[1-9]\d*)?$/.test(code));
}
