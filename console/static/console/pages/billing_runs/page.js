// What the next billing run will do, whom it bills and whom it leaves out; and the runs that were.

import { html } from "../../vendor/htm-preact.js";
import { longDay, today } from "../../client/clock.js";
import { useGathered, useQuery } from "../../client/live.js";
import { shown } from "../../client/money.js";
import { useConnection } from "../../client/pages.js";
import { act } from "../../client/query.js";
import { useNews } from "../../frame/news.js";
import { place, setQuery } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { confirm } from "../../parts/confirm.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Day, Time } from "../../parts/time.js";
import { told } from "../../parts/toast.js";
import { SUBSCRIPTIONS } from "../subscriptions/operations.js";
import { subscriptionColumns } from "../subscriptions/page.js";
import { whyNot } from "../subscriptions/states.js";
import { Tabs } from "../subscriptions/tabs.js";
import { FORECAST, RUN_BILLING, RUNS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["BillingForecast"]["data"]["billingForecast"]} Forecast */
/** @typedef {Operations["BillingRuns"]["data"]["billingRuns"]["nodes"][number]} Run */
/** @typedef {import("../subscriptions/states.js").Subscription} Subscription */

const ORDER = /** @type {const} */ ({ field: "NEXT_ON", direction: "ASC" });

export function Page() {
  const here = business.value;
  const until = place.value.query.get("until");
  const known = useQuery(FORECAST, here && { business: here.id, until });
  const forecast = known.data?.billingForecast;
  const due = here && forecast ? { business: here.id, filter: { dueBy: forecast.untilOn }, orderBy: ORDER } : null;
  const who = useConnection(SUBSCRIPTIONS, due, (data) => data.billingSubscriptions);
  const runs = useConnection(RUNS, here && { business: here.id }, (data) => data.billingRuns);
  async function again() {
    await Promise.all([known.again(), who.known.again(), runs.known.again()]);
  }
  useNews(/^(subscription|billing_run)\.changed$/, useGathered(again));
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <${Tabs} />
    <${Reading} known=${known} rows=${6}>
      ${(/** @type {Operations["BillingForecast"]["data"]} */ { billingForecast }) => html`
        <${Shown} forecast=${billingForecast} />
        <section class="card"><h2>${t("who")}</h2>
          <${Table} label=${t("who")} columns=${subscriptionColumns()} pages=${who} file="next-run" href=${(/** @type {Subscription} */ row) => `/subscriptions/${row.id}`}
            empty=${html`<${Empty} title=${t("nobody")}>${t("nobodySays")}<//>`} />
        </section>`}
    <//>
    <section class="card"><h2>${t("runs")}</h2>
      <${Table} label=${t("runs")} columns=${runColumns()} pages=${runs} href=${(/** @type {Run} */ row) => `/subscriptions/runs/${row.id}`} empty=${html`<${Empty} title=${t("noRuns")} />`} />
    </section>`;
}

/** @param {{ forecast: Forecast }} props */
function Shown({ forecast }) {
  const { untilOn, invoices, total, skipped } = forecast;
  async function run() {
    if (!(await confirm({ title: t("nowTitle"), says: t("nowSays", { count: invoices, total: shown(total) }), verb: t("now") }))) return;
    await told(() => act(RUN_BILLING, { input: { business: business.value?.id ?? "" } }), t("began"));
  }
  return html`
    <section class="card">
      <div class="page-head"><h2>${t("day", { day: longDay(untilOn) })}</h2>
        <label class="filter">${t("until")} <input type="date" value=${untilOn} onChange=${(/** @type {any} */ event) => setQuery({ until: event.target.value || null })} /></label>
        ${may("billing.write") && invoices && untilOn <= today() ? html`<button type="button" class="end" onClick=${run}>${t("now")}</button>` : null}
      </div>
      <dl class="facts">
        <dt>${t("due")}</dt><dd>${forecast.subscriptions.toLocaleString("en-GB")}</dd>
        <dt>${t("invoices")}</dt><dd>${invoices.toLocaleString("en-GB")}</dd>
        <dt>${t("total")}</dt><dd><b><${Money} value=${total} currency /></b></dd>
        ${skipped.map((each) => html`<dt key=${each.code}>${t("skipped")}</dt><dd>${each.count.toLocaleString("en-GB")}: ${whyNot(each.code)}</dd>`)}
      </dl>
    </section>`;
}

/** @returns {import("../../parts/table.js").Column<Run>[]} */
function runColumns() {
  return [
    { name: "until", label: t("until"), main: true, show: (row) => html`<${Day} day=${row.untilOn} long />` },
    { name: "state", label: t("state"), show: (row) => html`<${RunState} state=${row.state} />` },
    { name: "invoices", label: t("invoices"), number: true, show: (row) => row.invoices.toLocaleString("en-GB") },
    { name: "total", label: t("total"), number: true, show: (row) => html`<${Money} value=${row.total} />` },
    { name: "skipped", label: t("skipped"), number: true, show: (row) => row.skipped.toLocaleString("en-GB") },
    { name: "by", label: t("by"), show: (row) => row.startedBy?.name ?? t("clock") },
    { name: "at", label: t("at"), show: (row) => html`<${Time} at=${row.startedAt} />` },
  ];
}

/** @param {{ state: Run["state"] }} props */
export function RunState({ state }) {
  return html`<${Chip} kind=${state === "DONE" ? "good" : "busy"}>${t(state)}<//>`;
}
