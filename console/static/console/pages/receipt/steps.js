// One shilling, followed from the first report to the statement.

import { html } from "../../vendor/htm-preact.js";
import { isZero, shown } from "../../client/money.js";
import { addressOf } from "../../frame/places.js";
import { channelShown, routeShown } from "../collections/states.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["ReceiptPage"]["data"]["node"]>, { number: string }>} Receipt */
/** @typedef {import("../../parts/timeline.js").Step} Step */

/** @param {Receipt} receipt @returns {Step[]} */
export function stepsOf(receipt) {
  /** @type {Step[]} */
  const steps = [
    { title: t("taken"), at: receipt.occurredAt },
    ...receipt.evidence.nodes.map((report) => reported(report)),
    ...booked(receipt),
  ];
  steps.sort((a, b) => Date.parse(a.at ?? "") - Date.parse(b.at ?? ""));
  return [...steps, placed(receipt), onStatement(receipt)];
}

/** @param {Receipt["evidence"]["nodes"][number]} report @returns {Step} */
function reported(report) {
  return {
    title: t("evidence", { channel: channelShown(report.channel) }),
    at: report.at,
    kind: report.agrees ? "good" : "bad",
    says: report.agrees ? null : t("disagrees", { amount: shown(report.amount) }),
  };
}

/** What it did to the books, entry by entry; for who may not read them, that it was booked.
 * @param {Receipt} receipt @returns {Step[]} */
function booked({ entries, recordedAt }) {
  if (!entries) return [{ title: t("booked"), at: recordedAt, says: t("bookedSays") }];
  return entries.nodes.map((entry) => ({
    title: t("booked"),
    at: entry.postedAt,
    says: html`
      <p>${linked(addressOf("JournalEntry", entry.id), entry.description || t("entry"))}</p>
      ${entry.lines.nodes.map((line, index) => html`<p key=${index} class="fine">${lineShown(line)}</p>`)}`,
  }));
}

/** @param {string | null} address @param {string} text */
const linked = (address, text) => (address ? html`<a href=${address}>${text}</a>` : text);

/** @param {NonNullable<Receipt["entries"]>["nodes"][number]["lines"]["nodes"][number]} line */
function lineShown({ debit, credit, account }) {
  const isCredit = isZero(debit);
  const facts = { code: account.code, name: account.name, amount: shown(isCredit ? credit : debit) };
  return t(isCredit ? "credit" : "debit", facts);
}

/** @param {Receipt} receipt @returns {Step} */
function placed({ route }) {
  const state = route?.state ?? "DUE";
  const { kind } = routeShown(state);
  const says = [route?.owner, state === "SUSPENSE" ? t("suspenseSays") : "", route?.note].filter(Boolean);
  return { title: t(state), at: route?.routedAt, kind, says: says.map((text) => html`<p key=${text}>${text}</p>`) };
}

/** @param {Receipt} receipt @returns {Step} */
function onStatement({ statementRow: row }) {
  if (!row) return { title: t("noStatement"), says: t("noStatementSays") };
  const facts = { file: row.statement.fileName, amount: shown(row.paidIn), balance: row.balance ? shown(row.balance) : "–" };
  return { title: t("statement"), at: row.statement.uploadedAt, kind: "good", says: t("statementSays", facts) };
}
