// The schedules of payouts: what is paid again and again.

import { html } from "../../vendor/htm-preact.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { ChoiceFilter, Filters, TextFilter } from "../../parts/filters.js";
import { useListKeys } from "../../parts/list_keys.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Day } from "../../parts/time.js";
import { Tabs } from "../payouts/tabs.js";
import { SCHEDULES } from "./operations.js";
import { oftenShown, State, STATES } from "./states.js";
import { t } from "./texts.js";

/** @typedef {import("./states.js").Schedule} Schedule */

const NAMES = ["text", "state"];

export function Page() {
  useListKeys();
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <${Tabs} />
    <${Schedules} />`;
}

function Schedules() {
  const { query } = place.value;
  const here = business.value;
  const state = query.get("state");
  const filter = { text: query.get("text"), states: state ? [state] : null };
  const pages = useConnection(SCHEDULES, here && { business: here.id, filter }, (data) => data.payoutSchedules);
  useNews(/^payout_schedule\.changed$/, useGathered(pages.known.again));
  return html`
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} />
      <${ChoiceFilter} name="state" label=${t("state")} options=${STATES.map((value) => ({ value, label: t(value) }))} />
    <//>
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} file="payout-schedules" href=${(/** @type {Schedule} */ row) => `/payouts/schedules/${row.id}`}
      filtered=${NAMES.some((name) => query.has(name))} empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />`;
}

/** @returns {import("../../parts/table.js").Column<Schedule>[]} */
function columns() {
  return [
    { name: "name", label: t("name"), main: true, show: (row) => row.name, csv: (row) => row.name },
    { name: "often", label: t("often"), show: oftenShown, csv: oftenShown },
    { name: "rows", label: t("rows"), number: true, show: (row) => row.rows.toLocaleString("en-GB"), csv: (row) => String(row.rows) },
    { name: "amount", label: t("amount"), number: true, show: (row) => html`<${Money} value=${row.amount} />`, csv: (row) => row.amount },
    { name: "state", label: t("state"), show: (row) => html`<${State} state=${row.state} />`, csv: (row) => row.state },
    { name: "next", label: t("next"), show: (row) => (row.state === "ACTIVE" ? html`<${Day} day=${row.nextOn} long />` : "–"), csv: (row) => (row.state === "ACTIVE" ? row.nextOn : "") },
    { name: "last", label: t("last"), show: (row) => html`<${Day} day=${row.lastOn} long />`, csv: (row) => row.lastOn },
    { name: "done", label: t("done"), number: true, show: (row) => `${row.done} / ${row.times}`, csv: (row) => String(row.done) },
  ];
}
