// What was billed.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { ChoiceFilter, DayFilter, dayRange, Filters, TextFilter } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Day, Time } from "../../parts/time.js";
import { NewInvoice } from "../bill/new.js";
import { INVOICES } from "./operations.js";
import { State, STATES } from "./states.js";
import { t } from "./texts.js";

/** @typedef {Operations["Invoices"]["data"]["invoices"]["nodes"][number]} Invoice */

export const styles = ["/static/console/pages/bill/bill.css"];

const NAMES = ["text", "phone", "state", "late", "customer", "day", "from", "to"];
/** @type {Record<string, boolean>} */
const LATE = { LATE: true, ON_TIME: false };

export function Page() {
  const [adding, setAdding] = useState(place.value.query.has("new"));
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")} <a href="/invoices/etims">${t("etims")}</a></p>
      ${may("billing.write") ? html`<div class="actions end"><button type="button" onClick=${() => setAdding(true)}>${t("add")}</button></div>` : null}</div>
    ${adding ? html`<${NewInvoice} onClose=${() => setAdding(false)} />` : null}
    ${place.value.query.has("customer") ? html`<p class="fine">${t("ofOne")} <a href="/invoices">${t("everybody")}</a></p>` : null}
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} />
      <${TextFilter} name="phone" label=${t("exactPhone")} placeholder=${t("phoneHint")} />
      <${ChoiceFilter} name="state" label=${t("state")} options=${STATES.map((value) => ({ value, label: t(value) }))} />
      <${ChoiceFilter} name="late" label=${t("overdue")} options=${/** @type {("LATE" | "ON_TIME")[]} */ (["LATE", "ON_TIME"]).map((value) => ({ value, label: t(value) }))} />
      <${DayFilter} />
    <//>
    <${Invoices} />`;
}

function Invoices() {
  const { query } = place.value;
  const order = orderOf(query, "CREATED_AT");
  const state = query.get("state");
  const filter = { text: query.get("text"), phone: query.get("phone"), states: state ? [state] : null, customer: query.get("customer"), overdue: LATE[query.get("late") ?? ""] ?? null, day: dayRange(query) };
  const variables = business.value && { business: business.value.id, filter, orderBy: order };
  const pages = useConnection(INVOICES, variables, (data) => data.invoices);
  useNews(/^invoice\.changed$/, useGathered(pages.known.again, 2_000));
  /** @type {Operations["Invoices"]["data"] | null} */
  const data = pages.known.data;
  const sums = data?.invoiceSums;
  const total = sums ? { number: t("total"), total: html`<${Money} value=${sums.total} />`, due: html`<${Money} value=${sums.due} />` } : undefined;
  return html`
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} total=${total} href=${(/** @type {Invoice} */ row) => `/invoices/${row.id}`}
      order=${order} file="invoices" filtered=${NAMES.some((name) => query.has(name))}
      empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />`;
}

/** @returns {import("../../parts/table.js").Column<Invoice>[]} */
function columns() {
  return [
    { name: "number", label: t("number"), main: true, order: "NUMBER", show: (row) => (row.serialNumber ? html`${row.serialNumber} <small class="fine">${row.number}</small>` : html`${row.number} <small class="fine">${t("draft")}</small>`), csv: (row) => row.serialNumber || row.number },
    { name: "customer", label: t("customer"), show: (row) => html`<a href=${`/customers/${row.customer.id}`}>${row.customer.name || t("erased")}</a>`, csv: (row) => row.customer.accountNumber },
    { name: "state", label: t("state"), show: (row) => html`<${State} state=${row.state} />`, csv: (row) => row.state },
    { name: "total", label: t("total"), number: true, order: "TOTAL", show: (row) => html`<${Money} value=${row.total} />`, csv: (row) => row.total },
    { name: "due", label: t("due"), number: true, show: (row) => html`<${Money} value=${row.due} quietZero />`, csv: (row) => row.due },
    { name: "dueOn", label: t("dueOn"), order: "DUE_ON", show: (row) => html`<${Day} day=${row.dueOn} />`, csv: (row) => row.dueOn ?? "" },
    { name: "made", label: t("made"), order: "CREATED_AT", show: (row) => html`<${Time} at=${row.createdAt} />`, csv: (row) => row.createdAt },
  ];
}
