// Who is billed, and a place to add somebody.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useConnection } from "../../client/pages.js";
import { place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { ChoiceFilter, DayFilter, dayRange, Filters, TextFilter } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { Tags } from "../customer/facts.js";
import { NewCustomer } from "./new.js";
import { CUSTOMERS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["Customers"]["data"]["customers"]["nodes"][number]} Customer */

const NAMES = ["text", "phone", "tag", "which", "owing", "day", "from", "to"];
/** @type {Record<string, boolean | null>} */
const AWAY = { AWAY: true, ALL: null };
/** @type {Record<string, boolean>} */
const OWING = { YES: true, NO: false };
const choices = (/** @type {("AWAY" | "ALL" | "YES" | "NO")[]} */ ...values) => values.map((value) => ({ value, label: t(value) }));

export function Page() {
  const [open, setOpen] = useState(place.value.query.has("new"));
  return html`
    <div class="page-head">
      <h1>${t("title")}</h1><p class="fine">${t("says")}</p>
      <div class="actions end"><a class="button quiet" href="/customers/owing">${t("whoOwes")}</a>
        ${may("billing.write") ? html`
          <a class="button quiet" href="/customers/import">${t("bring")}</a>
          <button type="button" onClick=${() => setOpen(true)}>${t("add")}</button>` : null}</div>
    </div>
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} />
      <${TextFilter} name="phone" label=${t("exactPhone")} placeholder=${t("phoneHint")} />
      <${TextFilter} name="tag" label=${t("tag")} />
      <${ChoiceFilter} name="which" label=${t("which")} first=${t("current")} options=${choices("AWAY", "ALL")} />
      <${ChoiceFilter} name="owing" label=${t("owing")} options=${choices("YES", "NO")} />
      <${DayFilter} />
    <//>
    <${Customers} />
    ${open ? html`<${NewCustomer} onClose=${() => setOpen(false)} />` : null}`;
}

function Customers() {
  const { query } = place.value;
  const order = orderOf(query, "CREATED_AT");
  const [which, owes] = [query.get("which") ?? "", query.get("owing") ?? ""];
  const filter = {
    text: query.get("text"), phone: query.get("phone"), tag: query.get("tag"), day: dayRange(query),
    archived: which in AWAY ? AWAY[which] : false, owing: OWING[owes] ?? null,
  };
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
    { name: "name", label: t("name"), show: named, csv: (row) => row.name },
    { name: "phone", label: t("phone"), show: (row) => row.phone ?? "–", csv: (row) => row.phone ?? "" },
    { name: "tags", label: t("tags"), show: (row) => (row.tags.length ? html`<${Tags} tags=${row.tags} />` : "–"), csv: (row) => row.tags.join(";") },
    { name: "due", label: t("due"), number: true, show: (row) => html`<${Money} value=${row.due} quietZero />`, csv: (row) => row.due },
    { name: "since", label: t("since"), order: "CREATED_AT", show: (row) => html`<${Time} at=${row.createdAt} />`, csv: (row) => row.createdAt },
  ];
}

/** @param {Customer} row */
function named(row) {
  if (row.isWalkIn) return html`${row.name} <small class="fine">${t("walkIn")}</small>`;
  const name = row.name || html`<em class="fine">${t("erased")}</em>`;
  return row.archivedAt ? html`${name} <small class="fine">${t("away")}</small>` : name;
}
