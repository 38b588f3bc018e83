// What was billed.

import { html } from "../../vendor/htm-preact.js";
import { useConnection } from "../../client/pages.js";
import { place } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { ChoiceFilter, DayFilter, dayRange, Filters, TextFilter } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Day, Time } from "../../parts/time.js";
import { INVOICES } from "./operations.js";
import { State, STATES } from "./states.js";
import { t } from "./texts.js";

/** @typedef {Operations["Invoices"]["data"]["invoices"]["nodes"][number]} Invoice */

const NAMES = ["text", "phone", "state", "day", "from", "to"];

export function Page() {
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} />
      <${TextFilter} name="phone" label=${t("exactPhone")} placeholder=${t("phoneHint")} />
      <${ChoiceFilter} name="state" label=${t("state")} options=${STATES.map((value) => ({ value, label: t(value) }))} />
      <${DayFilter} />
    <//>
    <${Invoices} />`;
}

function Invoices() {
  const { query } = place.value;
  const order = orderOf(query, "CREATED_AT");
  const state = query.get("state");
  const filter = { text: query.get("text"), phone: query.get("phone"), states: state ? [state] : null, day: dayRange(query) };
  const variables = business.value && { business: business.value.id, filter, orderBy: order };
  const pages = useConnection(INVOICES, variables, (data) => data.invoices);
  return html`
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} href=${(/** @type {Invoice} */ row) => `/invoices/${row.id}`}
      order=${order} file="invoices" filtered=${NAMES.some((name) => query.has(name))}
      empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />`;
}

/** @returns {import("../../parts/table.js").Column<Invoice>[]} */
function columns() {
  return [
    { name: "number", label: t("number"), main: true, order: "NUMBER", show: (row) => row.number, csv: (row) => row.number },
    { name: "customer", label: t("customer"), show: (row) => html`<a href=${`/customers/${row.customer.id}`}>${row.customer.name || t("erased")}</a>`, csv: (row) => row.customer.accountNumber },
    { name: "state", label: t("state"), show: (row) => html`<${State} state=${row.state} />`, csv: (row) => row.state },
    { name: "total", label: t("total"), number: true, order: "TOTAL", show: (row) => html`<${Money} value=${row.total} />`, csv: (row) => row.total },
    { name: "due", label: t("due"), number: true, show: (row) => html`<${Money} value=${row.due} quietZero />`, csv: (row) => row.due },
    { name: "dueOn", label: t("dueOn"), order: "DUE_ON", show: (row) => html`<${Day} day=${row.dueOn} />`, csv: (row) => row.dueOn ?? "" },
    { name: "made", label: t("made"), order: "CREATED_AT", show: (row) => html`<${Time} at=${row.createdAt} />`, csv: (row) => row.createdAt },
  ];
}
