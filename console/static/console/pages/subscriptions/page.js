// Who is billed again and again, and a place to start it.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { ChoiceFilter, Filters, TextFilter } from "../../parts/filters.js";
import { useListKeys } from "../../parts/list_keys.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Day } from "../../parts/time.js";
import { NewSubscription } from "./new.js";
import { SUBSCRIPTIONS } from "./operations.js";
import { oftenShown, State, STATES, whyNot } from "./states.js";
import { Tabs } from "./tabs.js";
import { t } from "./texts.js";

/** @typedef {import("./states.js").Subscription} Subscription */

const NAMES = ["text", "state"];

export function Page() {
  useListKeys();
  const [open, setOpen] = useState(place.value.query.has("new"));
  return html`
    <div class="page-head">
      <h1>${t("title")}</h1><p class="fine">${t("says")}</p>
      ${may("billing.write") ? html`<button type="button" class="end" onClick=${() => setOpen(true)}>${t("add")}</button>` : null}
    </div>
    <${Tabs} />
    <${Subscriptions} />
    ${open ? html`<${NewSubscription} onClose=${() => setOpen(false)} />` : null}`;
}

function Subscriptions() {
  const { query } = place.value;
  const here = business.value;
  const state = query.get("state");
  const order = orderOf(query, "CREATED_AT");
  const filter = { text: query.get("text"), states: state ? [state] : null };
  const pages = useConnection(SUBSCRIPTIONS, here && { business: here.id, filter, orderBy: order }, (data) => data.billingSubscriptions);
  useNews(/^(subscription|billing_run)\.changed$/, useGathered(pages.known.again));
  return html`
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} />
      <${ChoiceFilter} name="state" label=${t("state")} options=${STATES.map((value) => ({ value, label: t(value) }))} />
    <//>
    <${Table} label=${t("title")} columns=${subscriptionColumns()} pages=${pages} order=${order} file="subscriptions" href=${(/** @type {Subscription} */ row) => `/subscriptions/${row.id}`}
      filtered=${NAMES.some((name) => query.has(name))} empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />`;
}

/** @returns {import("../../parts/table.js").Column<Subscription>[]} */
export function subscriptionColumns() {
  return [
    { name: "customer", label: t("customer"), main: true, show: (row) => html`${row.customer.name || html`<em>${t("erased")}</em>`} <small>${row.customer.accountNumber}</small>`, csv: (row) => row.customer.name },
    { name: "plan", label: t("plan"), show: (row) => row.plan.name, csv: (row) => row.plan.name },
    { name: "often", label: t("often"), show: (row) => oftenShown(row.plan), csv: (row) => oftenShown(row.plan) },
    { name: "state", label: t("state"), show: (row) => html`<${State} state=${row.state} />`, csv: (row) => row.state },
    { name: "next", label: t("next"), order: "NEXT_ON", show: (row) => (row.next ? html`<${Day} day=${row.nextOn} long />` : "–"), csv: (row) => (row.next ? row.nextOn : "") },
    { name: "amount", label: t("amount"), number: true, show: (row) => html`<${NextBill} next=${row.next} />`, csv: (row) => row.next?.bill?.total ?? "" },
    { name: "ends", label: t("ends"), show: (row) => html`<${Day} day=${row.endsOn} long />`, csv: (row) => row.endsOn ?? "" },
  ];
}

/** @param {{ next: Subscription["next"] }} props */
function NextBill({ next }) {
  if (!next) return "–";
  const { bill, refusal } = next;
  return html`
    ${bill ? html`<${Money} value=${bill.total} />` : "–"}
    ${bill && bill.days < bill.wholeDays ? html`<small>${t("byDays", { days: bill.days, whole: bill.wholeDays })}</small>` : null}
    ${refusal ? html`<small class="bad">${t("refused", { why: whyNot(refusal) })}</small>` : null}`;
}
