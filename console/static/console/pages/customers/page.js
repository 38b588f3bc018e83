// Who is billed, and a place to add somebody.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useConnection } from "../../client/pages.js";
import { place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { DayFilter, dayRange, Filters, TextFilter } from "../../parts/filters.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { NewCustomer } from "./new.js";
import { CUSTOMERS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["Customers"]["data"]["customers"]["nodes"][number]} Customer */

const NAMES = ["text", "phone", "day", "from", "to"];

export function Page() {
  const [open, setOpen] = useState(place.value.query.has("new"));
  return html`
    <div class="page-head">
      <h1>${t("title")}</h1><p class="fine">${t("says")}</p>
      ${may("billing.write") ? html`<button type="button" class="end" onClick=${() => setOpen(true)}>${t("add")}</button>` : null}
    </div>
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} />
      <${TextFilter} name="phone" label=${t("exactPhone")} placeholder=${t("phoneHint")} />
      <${DayFilter} />
    <//>
    <${Customers} />
    ${open ? html`<${NewCustomer} onClose=${() => setOpen(false)} />` : null}`;
}

function Customers() {
  const { query } = place.value;
  const order = orderOf(query, "CREATED_AT");
  const filter = { text: query.get("text"), phone: query.get("phone"), day: dayRange(query) };
  const variables = business.value && { business: business.value.id, filter, orderBy: order };
  const pages = useConnection(CUSTOMERS, variables, (data) => data.customers);
  return html`
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} href=${(/** @type {Customer} */ row) => `/customers/${row.id}`}
      order=${order} file="customers" filtered=${NAMES.some((name) => query.has(name))}
      empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />`;
}

/** @returns {import("../../parts/table.js").Column<Customer>[]} */
function columns() {
  return [
    { name: "account", label: t("account"), main: true, order: "ACCOUNT_NUMBER", show: (row) => row.accountNumber, csv: (row) => row.accountNumber },
    { name: "name", label: t("name"), show: (row) => row.name || html`<em class="fine">${t("erased")}</em>`, csv: (row) => row.name },
    { name: "phone", label: t("phone"), show: (row) => row.phone ?? "–", csv: (row) => row.phone ?? "" },
    { name: "since", label: t("since"), order: "CREATED_AT", show: (row) => html`<${Time} at=${row.createdAt} />`, csv: (row) => row.createdAt },
  ];
}
