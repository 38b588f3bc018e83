// What stands behind the trail of a receipt: where it is still to go, and the statement that has it.

import { shown } from "../../client/money.js";
import { routeShown } from "../collections/states.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["ReceiptPage"]["data"]["node"]>, { number: string }>} Receipt */
/** @typedef {import("../../parts/timeline.js").Step} Step */

/** What it did to the books, entry by entry, for who may read them. @param {Receipt} receipt */
export const linesOf = ({ entries }) => new Map(entries?.nodes.map((entry) => [entry.id, entry.lines.nodes]));

/** @param {Receipt} receipt @returns {Step[]} */
export const ahead = (receipt) => [...toPlace(receipt), onStatement(receipt)];

/** @param {Receipt} receipt @returns {Step[]} */
function toPlace({ route }) {
  const state = route?.state ?? "DUE";
  if (state !== "DUE" && state !== "SUSPENSE" && state !== "HELD") return [];
  const says = { DUE: t("dueSays"), SUSPENSE: t("placeSays"), HELD: t("heldStep") };
  return [{ title: t("DUE"), kind: routeShown(state).kind, says: says[state] }];
}

/** @param {Receipt} receipt @returns {Step} */
function onStatement({ statementRow: row }) {
  if (!row) return { title: t("noStatement"), says: t("noStatementSays") };
  const facts = { file: row.statement.fileName, amount: shown(row.paidIn), balance: row.balance ? shown(row.balance) : "–" };
  return { title: t("statement"), at: row.statement.uploadedAt, kind: "good", says: t("statementSays", facts) };
}
