// The work-list: what proofs left open, and what to do about each.

import { html } from "../../vendor/htm-preact.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { AmountFilter, amountRange, ChoiceFilter, DayFilter, dayRange, Filters, TextFilter } from "../../parts/filters.js";
import { useListKeys } from "../../parts/list_keys.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { TabRow } from "../../parts/tabs.js";
import { accountNamed } from "../reconciliation/states.js";
import { EXCEPTIONS } from "./operations.js";
import { t } from "./texts.js";
import { Age, AGES, KINDS, OWNERS, State } from "./words.js";

/** @typedef {import("./words.js").Row} Row */

const HERE = "/reconciliation/exceptions";
const NAMES = ["text", "till", "day", "from", "to", "kind", "age", "owner", "min", "max"];

export function Page() {
  const closed = isClosed();
  const tabs = [
    { href: HERE, text: t("open"), current: !closed },
    { href: `${HERE}?state=CLOSED`, text: t("closed"), current: closed },
  ];
  useListKeys();
  return html`
    <p class="crumbs no-print"><a href="/reconciliation">${t("back")}</a></p>
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <${TabRow} label=${t("state")} tabs=${tabs} />
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} />
      <${DayFilter} />
      <${ChoiceFilter} name="kind" label=${t("kind")} options=${KINDS.map((value) => ({ value, label: t(value) }))} />
      <${ChoiceFilter} name="age" label=${t("age")} options=${AGES.map((value) => ({ value, label: t(value) }))} />
      <${ChoiceFilter} name="owner" label=${t("owner")} options=${OWNERS.map((value) => ({ value, label: t(value) }))} />
      <${AmountFilter} />
    <//>
    <${Exceptions} key=${closed ? "closed" : "open"} />`;
}

function isClosed() {
  return place.value.query.get("state") === "CLOSED";
}

function Exceptions() {
  const { query } = place.value;
  const here = business.value;
  const closed = isClosed();
  const order = orderOf(query, "OCCURRED_AT", closed ? "DESC" : "ASC");
  const [kind, age] = [query.get("kind"), query.get("age")];
  const filter = {
    till: query.get("till"),
    day: dayRange(query),
    states: closed ? ["CLOSED"] : ["OPEN", "PROPOSED"],
    kinds: kind ? [kind] : null,
    ages: age ? [age] : null,
    owner: query.get("owner"),
    amount: amountRange(query),
    text: query.get("text"),
  };
  const pages = useConnection(EXCEPTIONS, here && { business: here.id, filter, orderBy: order }, (data) => data.reconciliationExceptions);
  const again = useGathered(pages.known.again);
  useNews(/^reconciliation\.exception$/, () => pages.page === 1 && again());
  return html`
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} href=${(/** @type {Row} */ row) => `${HERE}/${row.id}`} order=${order}
      file="exceptions" filtered=${NAMES.some((name) => query.has(name))}
      empty=${closed ? html`<${Empty} title=${t("none")} />` : html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />`;
}

/** @returns {import("../../parts/table.js").Column<Row>[]} */
function columns() {
  /** @param {Row} row */
  const named = (row) => `${t(row.kind)}${nameOf(row) ? `: ${nameOf(row)}` : ""}`;
  /** @param {Row} row */
  const where = (row) => (row.bankAccount ? accountNamed(row) : row.till.name);
  return [
    { name: "what", label: t("what"), main: true, show: named, csv: named },
    { name: "amount", label: t("amount"), number: true, order: "AMOUNT", show: (row) => html`<${Money} value=${row.amount} />`, csv: (row) => row.amount },
    { name: "age", label: t("age"), order: "OCCURRED_AT", show: (row) => html`<${Age} row=${row} />`, csv: (row) => row.occurredAt },
    { name: "till", label: t("till"), show: where, csv: where },
    { name: "owner", label: t("owner"), show: (row) => row.assignee?.name ?? "–", csv: (row) => row.assignee?.name ?? "" },
    { name: "state", label: t("state"), show: (row) => html`<${State} row=${row} />`, csv: (row) => row.state },
    { name: "proposed", label: t("proposed"), verbs: true, show: (row) => proposed(row) },
  ];
}

/** M-Pesa's number, at a bank the words of the row: banks number nothing. @param {Row} row */
function nameOf({ bankAccount, row, booked, receiptNumber }) {
  if (bankAccount) return row?.details || booked?.description || booked?.reference || "";
  return receiptNumber || booked?.reference || "";
}

/** @param {Row} row */
function proposed({ id, proposal }) {
  if (!proposal || !may("reconciliation.write")) return null;
  return html`<a class="button quiet" href=${`${HERE}/${id}?do=${proposal.action}`}>${t(proposal.action)}${proposal.accountCode ? ` (${proposal.accountCode})` : ""}</a>`;
}
