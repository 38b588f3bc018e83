// The markets of a business: found, filtered, ordered, each with how far it has come and what is staked on it.

import { html } from "../../vendor/htm-preact.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { ChoiceFilter, DayFilter, dayRange, Filters, TextFilter } from "../../parts/filters.js";
import { useListKeys } from "../../parts/list_keys.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Moment } from "../../parts/time.js";
import { MARKETS } from "./operations.js";
import { State, STATES } from "./states.js";
import { Tabs } from "./tabs.js";
import { t } from "./texts.js";

/** @typedef {Operations["Markets"]["data"]["markets"]["nodes"][number]} Market */

const NAMES = ["text", "state", "day", "from", "to"];

export function Page() {
  useListKeys();
  const write = may("market.manage") ? html`<a class="button" href="/markets/new">${t("add")}</a>` : null;
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p>
      ${write ? html`<div class="actions end">${write}</div>` : null}</div>
    <${Tabs} />
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} />
      <${ChoiceFilter} name="state" label=${t("state")} options=${STATES.map((value) => ({ value, label: t(value) }))} />
      <${DayFilter} label=${t("closesOn")} />
    <//>
    <${Markets} write=${write} />`;
}

/** @param {{ write: any }} props */
function Markets({ write }) {
  const { query } = place.value;
  const order = orderOf(query, "CREATED_AT");
  const state = query.get("state");
  const filter = { text: query.get("text"), states: state ? [state] : null, day: dayRange(query) };
  const pages = useConnection(MARKETS, business.value && { business: business.value.id, filter, orderBy: order }, (data) => data.markets);
  useNews(/^market\.changed$/, useGathered(pages.known.again, 2_000));
  return html`
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} order=${order} file="markets" href=${(/** @type {Market} */ row) => `/markets/${row.id}`}
      filtered=${NAMES.some((name) => query.has(name))} empty=${html`<${Empty} title=${t("nothing")} action=${write}>${t("nothingSays")}<//>`} />`;
}

/** @returns {import("../../parts/table.js").Column<Market>[]} */
function columns() {
  return [
    { name: "title", label: t("market"), main: true, order: "TITLE", show: (row) => html`${row.title}${row.category ? html` <small class="fine">${row.category}</small>` : null}`, csv: (row) => row.title },
    { name: "state", label: t("state"), show: (row) => html`<${State} market=${row} />`, csv: (row) => row.state },
    { name: "pool", label: t("pool"), number: true, show: (row) => html`<${Money} value=${row.pool} quietZero />`, csv: (row) => row.pool },
    { name: "stakes", label: t("stakes"), number: true, show: (row) => row.stakeCount.toLocaleString("en-GB"), csv: (row) => String(row.stakeCount) },
    { name: "closes", label: t("closes"), order: "CLOSES_AT", show: (row) => html`<${Moment} at=${row.closesAt} />`, csv: (row) => row.closesAt },
    { name: "opened", label: t("opened"), order: "OPENED_AT", show: (row) => html`<${Moment} at=${row.openedAt} />`, csv: (row) => row.openedAt ?? "" },
    { name: "created", label: t("created"), order: "CREATED_AT", show: (row) => html`<${Moment} at=${row.createdAt} />`, csv: (row) => row.createdAt },
  ];
}
