// The trail of a payment in words: what happened to it, in order, and who or what caused each step.

import { html } from "../../../vendor/htm-preact.js";
import { isZero, shown } from "../../../client/money.js";
import { addressOf } from "../../../frame/places.js";
import { t as approvalWords } from "../../approval/texts.js";
import { actShown } from "../../approvals/states.js";
import { actOf } from "../../audit/words.js";
import { titleOf } from "../../cases/texts.js";
import { channelShown } from "../../collections/states.js";
import { t as payoutWords } from "../../payouts/texts.js";
import { KINDS } from "../../requests/states.js";
import { t as requestWords } from "../../requests/texts.js";
import { t } from "./texts.js";

/** @typedef {Fragments["TrailRow"]} Row */
/** @typedef {import("../../../parts/timeline.js").Step} Step */
/** @typedef {NonNullable<Extract<NonNullable<Operations["ReceiptPage"]["data"]["node"]>, { number: string }>["entries"]>["nodes"][number]["lines"]["nodes"]} Lines */
/** What the readers know of one kind of step. @typedef {{ title: string, kind?: Step["kind"], says?: any[] }} Words */

/** @param {readonly Row[]} rows @param {string} here @param {Map<string, Lines>} [lines] of the entries, where they are shown too @returns {Step[]} */
export function trailOf(rows, here, lines = new Map()) {
  return rows.map((row) => {
    const { title, kind, says = [] } = WORDS[row.kind](row, lines, here);
    const by = row.person ? t("by", { name: row.person.name }) : null;
    const all = [...says, by].filter(Boolean);
    return { title, kind, at: row.at, says: all.length ? all.map((each, index) => html`<p key=${index}>${each}</p>`) : null };
  });
}

/** @param {Row} row @param {Map<string, Lines>} lines */
const entry = ({ thing, text }, lines) => [linked(thing && addressOf("JournalEntry", thing), text), ...(lines.get(thing ?? "") ?? []).map(lineShown)];

/** @param {Row} row */
const differs = ({ agrees, amount }) => [agrees ? null : t("differs", { amount: shown(amount ?? "0") })];

/** @param {Row} row */
const told = ({ what }) => ({ channel: channelShown(what) });

/** @type {Record<Row["kind"], (row: Row, lines: Map<string, Lines>, here: string) => Words>} */
const WORDS = {
  ASKED: ({ amount }) => ({ title: t("ASKED", { amount: shown(amount ?? "0") }) }),
  SENT: () => ({ title: t("SENT") }),
  TAKEN: ({ amount, text, thing }, _, here) => ({
    title: t("TAKEN", { amount: shown(amount ?? "0") }), kind: "good",
    says: thing === here ? [] : [linked(thing && addressOf("Receipt", thing), t("receipt", { number: text }))],
  }),
  STEP: (row) => step(row),
  QUERIED: ({ what, text }) => ({ title: t("QUERIED"), says: [heard(what), codeOf(text)] }),
  REPORTED: (row) => ({ title: t("REPORTED", told(row)), kind: row.agrees ? "good" : "bad", says: differs(row) }),
  BOOKED: (row, lines) => ({ title: t("BOOKED"), says: entry(row, lines) }),
  ROUTED: (row, lines) => ({ title: t("ROUTED"), kind: "good", says: entry(row, lines) }),
  SUSPENDED: (row, lines) => ({ title: t("SUSPENDED"), kind: "warn", says: [t("suspendedSays"), ...entry(row, lines)] }),
  APPROVAL_ASKED: (row) => ({ title: t("APPROVAL_ASKED"), kind: "warn", says: [linked(row.thing && addressOf("Approval", row.thing), actShown(row.what)), row.text] }),
  APPROVAL_DECIDED: ({ what }) => ({ title: approvalWords(/** @type {"APPROVED"} */ (what)), kind: what === "APPROVED" ? "good" : "dim" }),
  PLACED: (row, lines) => ({ title: t("PLACED"), kind: "good", says: entry(row, lines) }),
  REVERSAL_TOLD: (row) => ({ title: t("REVERSAL_TOLD", told(row)), kind: "warn", says: differs(row) }),
  TAKEN_BACK: (row, lines) => ({ title: t("TAKEN_BACK"), kind: "bad", says: entry(row, lines) }),
  CASE_OPENED: ({ what, thing }) => ({ title: t("CASE_OPENED"), kind: "warn", says: [linked(thing && `/cases?case=${thing}`, titleOf(what))] }),
  CASE_CLOSED: ({ what, text }) => ({ title: t("CASE_CLOSED"), kind: "good", says: [titleOf(what), text] }),
  REFUND_ASKED: ({ amount, thing, what }) => ({
    title: t("REFUND_ASKED", { amount: shown(amount ?? "0") }), kind: "warn",
    says: [linked(thing && addressOf("Payout", thing), t("refundIs", { state: payoutWords(/** @type {"PAID"} */ (what)) }))],
  }),
  REFUNDED: ({ amount, thing }) => ({ title: t("REFUNDED", { amount: shown(amount ?? "0") }), kind: "good", says: [linked(thing && addressOf("Payout", thing), t("refund"))] }),
  ACT: ({ what }) => ({ title: actOf(what) }),
};

/** A step of the request, and what took it there. @param {Row} row @returns {Words} */
function step({ what, cause, text }) {
  const state = /** @type {keyof typeof KINDS} */ (what);
  return { title: requestWords(state), kind: KINDS[state], says: [cause === "PERSON" ? null : t(/** @type {"PUSH"} */ (cause)), codeOf(text)] };
}

/** Safaricom's own code; what we call something among ourselves tells nobody anything. @param {string} code */
const codeOf = (code) => (/^[\d.]+$/.test(code) && code !== "0" ? t("code", { code }) : null);

/** What an answer to a query said. @param {string} what */
const heard = (what) => t(/** @type {"SUCCESS"} */ (what));

/** @param {string | null | undefined} address @param {string} text */
const linked = (address, text) => (address && text ? html`<a href=${address}>${text}</a>` : text);

/** @param {Lines[number]} line */
function lineShown({ debit, credit, account }) {
  const isCredit = isZero(debit);
  const facts = { code: account.code, name: account.name, amount: shown(isCredit ? credit : debit) };
  return html`<span class="fine">${t(isCredit ? "credit" : "debit", facts)}</span>`;
}
