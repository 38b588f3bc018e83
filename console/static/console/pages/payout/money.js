// Where a payout's money was, and what everybody said of it, on one line of time.

import { html } from "../../vendor/htm-preact.js";
import { timeShown } from "../../client/clock.js";
import { isZero, shown } from "../../client/money.js";
import { KINDS, ORDER_KINDS } from "../payouts/states.js";
import { t as states } from "../payouts/texts.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Payout} Payout */
/** @typedef {import("../../parts/timeline.js").Step} Step */

/** Steps, entries, orders and what was told of them, oldest first; then what is still to come. @param {Payout} payout @returns {Step[]} */
export function moneySteps(payout) {
  const attempts = [...payout.attempts.nodes].reverse();
  const past = [
    ...payout.steps.nodes.map(stepShown),
    ...(payout.entries?.nodes ?? []).map(entryShown),
    ...attempts.flatMap((attempt) => [orderShown(attempt), ...attempt.facts.nodes.map(factShown)]),
  ];
  const rows = attempts.filter(({ state }) => state === "PAID").map(rowShown);
  past.sort((one, other) => String(one.at).localeCompare(String(other.at)));
  return [...past, ...ahead(payout), ...rows];
}

/** @param {Payout["steps"]["nodes"][number]} step @returns {Step} */
function stepShown({ after, code, at, by }) {
  return { title: states(after), at, kind: KINDS[after], says: [by?.name, code].filter(Boolean).join(", ") };
}

/** @param {NonNullable<Payout["entries"]>["nodes"][number]} entry @returns {Step} */
function entryShown({ id, entryNumber, description, occurredAt, lines }) {
  const said = lines.nodes.map(({ account, debit, credit }) => `${account.code} ${isZero(debit) ? `−${shown(credit)}` : `+${shown(debit)}`}`);
  return { title: t("entry", { number: entryNumber ?? "–" }), at: occurredAt, says: html`<a href=${`/ledger/entries/${id}`}>${description}</a><br /><small>${said.join(" · ")}</small>` };
}

/** @param {Payout["attempts"]["nodes"][number]} attempt @returns {Step} */
function orderShown(attempt) {
  const { number, state, originatorId, conversationId, createdAt } = attempt;
  return {
    title: t("order", { number }), at: createdAt, kind: ORDER_KINDS[state],
    says: html`${states(state)}${attempt.late ? ` (${t("late")})` : ""}<br /><small class="fine">${originatorId}${conversationId ? html`<br />${conversationId}` : null}</small>`,
  };
}

/** @param {Payout["attempts"]["nodes"][number]["facts"]["nodes"][number]} fact @returns {Step} */
function factShown({ source, verdict, code, saidBySafaricom, receiptNumber, amount, evidence, at }) {
  const facts = [code, receiptNumber, amount ? shown(amount) : "", evidence].filter(Boolean).join(" · ");
  return {
    title: `${t(source)}: ${states(verdict)}`, at, kind: ORDER_KINDS[verdict],
    says: html`${saidBySafaricom ? html`<q lang="en">${saidBySafaricom}</q><br />` : null}<small>${facts}</small>`,
  };
}

/** @param {Payout} payout @returns {Step[]} */
function ahead({ state, dueAt, attempts }) {
  const last = attempts.nodes[0];
  if (last?.state === "UNKNOWN") return [{ title: t("askedOn"), says: last.askedAt ? t("askedAt", { at: timeShown(last.askedAt) }) : t("notAsked") }];
  if (state === "PENDING_APPROVAL") return [{ title: t("approvalAhead") }];
  if (state === "RESERVED") return [{ title: t("orderAhead") }];
  if (state === "HELD") return [{ title: dueAt ? t("dueAhead") : t("releaseAhead") }];
  if (state === "IN_FLIGHT") return [{ title: t("resultAhead") }];
  return [];
}

/** @param {Payout["attempts"]["nodes"][number]} attempt @returns {Step} */
function rowShown({ statementRow: row }) {
  if (!row) return { title: t("noRow"), says: t("noRowSays") };
  return {
    title: t("row"), at: row.completedAt, kind: "good",
    says: html`${row.details}<br /><small><a href=${`/reconciliation/statements/${row.statement.id}`}>${row.statement.fileName}</a> · −${shown(row.withdrawn)}${row.balance ? ` · ${t("balance")} ${shown(row.balance)}` : ""}</small>`,
  };
}
