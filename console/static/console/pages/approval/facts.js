// What will happen, in words and shillings: plain facts, then tables of what comes several times (the lines that are
// posted, the bills that are paid). All that the digest is made of is on the page; what is for machines stands last.

import { html } from "../../vendor/htm-preact.js";
import { Money } from "../../parts/money.js";
import { Time } from "../../parts/time.js";
import { t } from "./texts.js";

/** @typedef {{ path: readonly string[], text?: string | null, flag?: boolean | null, amount?: string | null }} Fact */

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const COLUMNS = ["account", "to", "description", "debit", "credit", "amount"];

/** @param {{ facts: readonly Fact[] }} props */
export function Facts({ facts }) {
  const inner = facts.filter((fact) => fact.path[0] === "facts");
  const plain = inner.filter((fact) => fact.path.length === 2);
  const rest = facts.filter((fact) => fact.path[0] !== "facts");
  return html`
    <${Outline} facts=${plain} />
    ${tablesOf(inner).map(([name, rows]) => html`<${Rows} key=${name} name=${name} rows=${rows} />`)}
    <${Outline} facts=${inner.filter((fact) => fact.path.length > 2 && !isCell(fact))} />
    <details><summary>${t("alsoSigned")}</summary><${Outline} facts=${rest} /></details>`;
}

/** @param {{ facts: readonly Fact[] }} props */
function Outline({ facts }) {
  return facts.length ? html`
    <dl class="facts">
      ${facts.map((fact) => html`
        <dt key=${`${fact.path.join(".")} name`}>${named(fact.path)}</dt>
        <dd key=${fact.path.join(".")}>${said(fact)}</dd>`)}
    </dl>` : null;
}

/** "facts", "lines", "0", "debit". @param {Fact} fact */
function isCell({ path }) {
  return path.length === 4 && /^\d+$/.test(path[2] ?? "");
}

/** The lists among the facts, each with its rows in their order. @param {readonly Fact[]} facts @returns {[string, Map<string, Fact>[]][]} */
function tablesOf(facts) {
  /** @type {Map<string, Map<string, Map<string, Fact>>>} */
  const tables = new Map();
  for (const fact of facts.filter(isCell)) {
    const [, list = "", place = "", column = ""] = fact.path;
    const rows = tables.get(list) ?? new Map();
    tables.set(list, rows);
    rows.set(place, (rows.get(place) ?? new Map()).set(column, fact));
  }
  return [...tables].map(([list, rows]) => [list, [...rows.values()]]);
}

/** @param {{ name: string, rows: Map<string, Fact>[] }} props */
function Rows({ name, rows }) {
  const given = new Set(rows.flatMap((row) => [...row.keys()]));
  const columns = [...COLUMNS.filter((column) => given.has(column)), ...[...given].filter((column) => !COLUMNS.includes(column))];
  const isAmount = (/** @type {string} */ column) => rows.some((row) => row.get(column)?.amount);
  return html`
    <h3>${worded(name)}</h3>
    <table class="table" aria-label=${worded(name)}>
      <thead><tr>${columns.map((column) => html`<th key=${column} scope="col" class=${isAmount(column) ? "number" : ""}>${worded(column)}</th>`)}</tr></thead>
      <tbody>${rows.map((row, place) => html`<tr key=${place}>
        ${columns.map((column) => html`<td key=${column} class=${isAmount(column) ? "number" : ""}>${row.has(column) ? said(/** @type {Fact} */ (row.get(column)), false) : null}</td>`)}</tr>`)}
      </tbody>
    </table>`;
}

/** @param {readonly string[]} path */
function named(path) {
  const steps = path[0] === "facts" ? path.slice(1) : path;
  return steps.map((step, place) => (/^\d+$/.test(step) ? String(BigInt(step) + 1n) : place ? step.replaceAll("_", " ") : worded(step))).join(" ");
}

const WORDS = /** @type {const} */ ({
  account: "factAccount", amount: "amount", business: "where", credit: "factCredit", day: "factDay", debit: "factDebit",
  description: "factDescription", lines: "factLines", owner: "factOwner", parts: "factParts", receipt: "factReceipt",
  received: "factReceived", till: "factTill", to: "factTo", kind: "factKind", subject: "about",
  entry: "factEntry", row: "factRow", rule: "factRule", reference: "factReference", exception: "factException",
  statement: "factStatement", receipts: "factReceipts", sum: "factSum", first_day: "factFirstDay", last_day: "factLastDay",
  left_out: "factLeftOut", largest: "factLargest", all: "factAll",
  reversals: "factReversals", reversals_sum: "factReversalsSum", reversed: "factReversed",
  balance_differs_by: "factBalanceDiffers",
  not_before: "factNotBefore", refund_of: "factRefundOf", tax: "factTax", batch: "PayoutBatch", name: "factName", rows: "factRows", middle_amount: "factMiddle", over_ten_times_the_middle: "factOdd",
  phones_never_paid: "factNew", to_one_phone_several: "factRepeated",
  payout: "Payout", payee: "factPayee", payee_id: "factPayeeId", receiver: "factReceiver", account_number: "factAccountNumber", from: "factFrom", for: "factDescription", command: "factKind",
  ordered: "factOrdered", order: "factOrder", "held for": "factHeldFor",
  counted: "factCounted", law: "factLaw", withheld: "factWithheld", schedule: "PayoutSchedule", each_time: "factEachTime", frequency: "factOften", every: "factEvery",
  first: "factFirstDay", last: "factLastDay", times: "factTimes",
});

/** A name of a fact, in words for people where there are some. @param {string} name */
function worded(name) {
  const known = WORDS[/** @type {keyof typeof WORDS} */ (name)];
  const text = known ? t(known, { name: "" }).replace(/[: ]+$/, "") : name.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {Fact} fact @param {boolean} currency */
function said({ text, flag, amount }, currency = true) {
  if (amount) return html`<${Money} value=${amount} currency=${currency} />`;
  if (typeof flag === "boolean") return t(flag ? "yes" : "no");
  if (text && MOMENT.test(text)) return html`<${Time} at=${text} />`;
  return text || html`<span class="none">${t("none")}</span>`;
}
