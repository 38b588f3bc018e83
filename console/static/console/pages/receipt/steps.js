// One shilling, followed from the first report to the statement.

import { html } from "../../vendor/htm-preact.js";
import { shown } from "../../client/money.js";
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
    { title: t("booked"), at: receipt.recordedAt, says: t("bookedSays") },
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
