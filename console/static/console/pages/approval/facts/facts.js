// What will happen, in words and shillings: plain facts in the order in which people ask for them, then a section of
// each part that has several (rows taken out, rows put in), then tables (the lines that are posted, the bills that are
// paid). All that the digest is made of is on the page; what is for machines, and what is nothing, stands last.

import { html } from "../../../vendor/htm-preact.js";
import { isZero } from "../../../client/money.js";
import { Linked } from "../../../parts/linked.js";
import { Money } from "../../../parts/money.js";
import { Day, Time } from "../../../parts/time.js";
import { t as exceptionWords } from "../../exceptions/texts.js";
import { lasting } from "../../../client/lasting.js";
import { ORDER, t } from "./texts.js";

/** @typedef {{ path: readonly string[], text?: string | null, flag?: boolean | null, amount?: string | null }} Fact */
/** @typedef {Map<string, Fact>} Row a row of a table, by column */

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const COLUMNS = ["wallet", "paid", "to_be_paid", "account", "name", "to", "receiver", "account_number", "from", "description", "receipt", "debit", "credit", "in", "out", "amount"];
/** What only machines read. */
const MACHINES = ["sha256", "all", "exception", "row", "voucher", "recurring", "schedule", "batch", "payout", "payee_id", "submission", "player", "seal"];
const MONEY = ["won", "given_back", "large_pool", "tote_tick"];
/** What is written by people in lines of their own. */
const TEXTS = ["described", "rules", "source", "fallback", "tie", "postponement", "evidence_said"];
const MINUTES = ["dispute_minutes", "large_dispute_minutes"];

/** @param {{ facts: readonly Fact[] }} props */
export function Facts({ facts }) {
  const inner = facts.filter((fact) => fact.path[0] === "facts").map((fact) => withAmount({ ...fact, path: fact.path.slice(1) }));
  const outer = facts.filter((fact) => fact.path[0] !== "facts");
  const forPeople = inner.filter((fact) => !MACHINES.includes(fact.path[0] ?? "") && !(isNothing(fact) && !isInTable(fact)));
  const names = ordered(new Set(forPeople.map(({ path }) => path[0] ?? "")));
  const of = (/** @type {string} */ name) => forPeople.filter(({ path }) => path[0] === name);
  const isPlain = (/** @type {string} */ name) => of(name).every(({ path }) => path.length === 1 || /^\d+$/.test(path[1] ?? "") && path.length === 2);
  return html`
    <${Outline} facts=${names.filter(isPlain).flatMap(of)} />
    ${names.filter((name) => !isPlain(name)).map((name) => html`<${Part} key=${name} name=${name} facts=${of(name)} />`)}
    <details><summary>${t("alsoSigned")}</summary><${Outline} facts=${[...inner.filter((fact) => !forPeople.includes(fact)), ...outer]} whole /></details>`;
}

/** What is money although its name does not say so. @param {Fact} fact @returns {Fact} */
function withAmount(fact) {
  const written = MONEY.includes(fact.path.at(-1) ?? "") && /^KES ([\d,]+\.\d\d)$/.exec(fact.text ?? "");
  return written ? { ...fact, amount: written[1]?.replaceAll(",", "") } : fact;
}

/** "lines", "0", "debit", or below a part: "put_in", "first", "0", "receipt". @param {Fact} fact */
function isInTable({ path }) {
  return path.length > 2 && /^\d+$/.test(path.at(-2) ?? "");
}

/** Nothing is said, or that there is none of it; what was and what will be is told also where it is zero. @param {Fact} fact */
function isNothing({ path, text, flag, amount }) {
  if (["from", "to"].includes(path.at(-1) ?? "")) return false;
  return typeof flag !== "boolean" && (amount ? isZero(amount) : !text || text === "0");
}

/** In the order in which people ask. @param {Set<string>} names */
function ordered(names) {
  const known = ORDER.filter((name) => names.has(name));
  return [...known, ...[...names].filter((name) => !known.includes(name))];
}

/** Several facts of one thing. @param {{ name: string, facts: Fact[] }} props */
function Part({ name, facts }) {
  const plain = facts.filter((fact) => !isInTable(fact)).map((fact) => ({ ...fact, path: fact.path.slice(1) }));
  const order = ordered(new Set(plain.map(({ path }) => path[0] ?? "")));
  const rows = tableOf(facts.filter(isInTable));
  const counted = plain.find(({ path }) => path[0] === "rows")?.text ?? "";
  return html`
    <h3>${worded(name)}</h3>
    <${Outline} facts=${order.flatMap((each) => plain.filter(({ path }) => path[0] === each))} />
    ${rows.length ? html`<${Rows} name=${name} rows=${rows} />` : null}
    ${counted && rows.length && counted !== String(rows.length) ? html`<p class="fine">${t("firstOf", { shown: rows.length, count: counted })}</p>` : null}`;
}

/** @param {{ facts: readonly Fact[], whole?: boolean }} props `whole`: each with all of its path */
function Outline({ facts, whole = false }) {
  return facts.length ? html`
    <dl class="facts">
      ${facts.map((fact) => html`
        <dt key=${`${fact.path.join(".")} name`}>${whole ? fact.path.filter((step) => !/^\d+$/.test(step)).map(worded).join(": ") : worded(fact.path[0] ?? "")}</dt>
        <dd key=${fact.path.join(".")}>${said(fact)}</dd>`)}
    </dl>` : null;
}

/** The rows of a list, in their order; amounts of rows that move one account as money in and money out.
 * @param {readonly Fact[]} facts @returns {Row[]} */
function tableOf(facts) {
  /** @type {Map<string, Row>} */
  const rows = new Map();
  for (const fact of facts) {
    const place = fact.path.slice(0, -1).join(".");
    const moves = fact.amount && fact.path.at(-3) === "first" && fact.path.at(-1) === "amount";
    const column = !moves ? (fact.path.at(-1) ?? "") : fact.amount?.startsWith("-") ? "out" : "in";
    const shown = moves ? { ...fact, amount: fact.amount?.replace("-", "") } : fact;
    rows.set(place, (rows.get(place) ?? new Map()).set(column, shown));
  }
  return [...rows.values()];
}

/** @param {{ name: string, rows: Row[] }} props */
function Rows({ name, rows }) {
  const given = new Set(rows.flatMap((row) => [...row.keys()]));
  const columns = [...COLUMNS.filter((column) => given.has(column)), ...[...given].filter((column) => !COLUMNS.includes(column))];
  const isAmount = (/** @type {string} */ column) => rows.some((row) => row.get(column)?.amount);
  return html`
    <div class="labelled"><div class="table-scroll"><table class="table" role="table" aria-label=${worded(name)}>
      <thead role="rowgroup"><tr role="row">${columns.map((column) => html`<th key=${column} role="columnheader" scope="col" class=${isAmount(column) ? "number" : ""}>${worded(column)}</th>`)}</tr></thead>
      <tbody role="rowgroup">${rows.map((row, place) => html`<tr role="row" key=${place}>
        ${columns.map((column, at) => html`<td role="cell" key=${column} class=${isAmount(column) ? "number" : at ? "" : "main"} data-label=${worded(column)}>${row.has(column) ? said(/** @type {Fact} */ (row.get(column)), false) : null}</td>`)}</tr>`)}
      </tbody>
    </table></div></div>`;
}

/** A name of a fact, in words for people. @param {string} name */
function worded(name) {
  return t(/** @type {Parameters<typeof t>[0]} */ (name.replaceAll(" ", "_")));
}

/** @param {Fact} fact @param {boolean} currency */
function said({ path, text, flag, amount }, currency = true) {
  if (amount) return html`<${Money} value=${amount} currency=${currency} />`;
  if (typeof flag === "boolean") return t(flag ? "yes" : "no");
  const name = path.at(-1) ?? "";
  if (text && TEXTS.includes(name)) return html`<span class="as-written"><${Linked} text=${text} /></span>`;
  if (text && MINUTES.includes(name)) return lasting(+text);
  if (text && MOMENT.test(text)) return html`<${Time} at=${text} />`;
  if (text && DAY.test(text)) return html`<${Day} day=${text} long />`;
  return text ? valued(name, text) : html`<span class="none">${t("none")}</span>`;
}

/** What is one of few things, in words; anything else as it is. @param {string} name @param {string} text */
function valued(name, text) {
  const key = `is_${name}_${text.replaceAll(/\W+/g, "_")}`;
  const word = t(/** @type {Parameters<typeof t>[0]} */ (key));
  if (word !== key) return word;
  return name === "kind" ? exceptionWords(/** @type {Parameters<typeof exceptionWords>[0]} */ (text)) : text;
}
