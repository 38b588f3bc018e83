// The page of one billing run: how far it is, what it issued, whom it left out and why.

import { html } from "../../vendor/htm-preact.js";
import { longDay } from "../../client/clock.js";
import { useGathered, useQuery } from "../../client/live.js";
import { useNews } from "../../frame/news.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Day, Time } from "../../parts/time.js";
import { RunState } from "../billing_runs/page.js";
import { t as words } from "../billing_runs/texts.js";
import { whyNot } from "../subscriptions/states.js";
import { RUN } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["BillingRunPage"]["data"]["node"]>, { untilOn: string }>} Run */

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const known = useQuery(RUN, { id: params.run ?? "" });
  const node = known.data?.node;
  const run = node && "untilOn" in node ? node : null;
  useNews(/^billing_run\.changed$/, useGathered(known.again), run?.business.id ?? null);
  return html`
    <p class="crumbs no-print"><a href="/subscriptions/runs">${words("title")}</a></p>
    <${Reading} known=${known} rows=${6}>
      ${() => (run ? html`<${Shown} run=${run} />` : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`)}
    <//>`;
}

/** @param {{ run: Run }} props */
function Shown({ run }) {
  const { skips, periods } = run;
  const skipped = skips.nodes.map((each) => ({ ...each, id: each.subscription.id }));
  const issued = periods.nodes.map((each, index) => ({ ...each, id: each.invoice?.id ?? String(index) }));
  return html`
    <div class="page-head"><h1>${t("title", { day: longDay(run.untilOn) })}</h1><${RunState} state=${run.state} /></div>
    <div class="columns main-and-side">
      <div>
        <section class="card"><h2>${t("skipped")}</h2>
          ${skipped.length ? html`<p class="fine">${t("again")}</p>` : null}
          <${Table} label=${t("skipped")} columns=${skipColumns()} pages=${{ rows: skipped }} href=${(/** @type {{ id: string }} */ row) => `/subscriptions/${row.id}`} empty=${html`<${Empty} title=${t("nobody")} />`} />
          <${Newest} shown=${skipped.length} all=${skips.totalCount} /></section>
        <section class="card"><h2>${t("issued")}</h2>
          <${Table} label=${t("issued")} columns=${periodColumns()} pages=${{ rows: issued }} empty=${html`<${Empty} title=${t("nothing")} />`} />
          <${Newest} shown=${issued.length} all=${periods.totalCount} /></section>
      </div>
      <section class="card">
        <p class="amount"><${Money} value=${run.total} currency /></p>
        <dl class="facts">
          <dt>${t("due")}</dt><dd>${run.due.toLocaleString("en-GB")}</dd>
          <dt>${t("invoices")}</dt><dd>${run.invoices.toLocaleString("en-GB")}</dd>
          <dt>${t("skipped")}</dt><dd>${run.skipped.toLocaleString("en-GB")}</dd>
          <dt>${t("by")}</dt><dd>${run.startedBy?.name ?? t("clock")}</dd>
          <dt>${t("began")}</dt><dd><${Time} at=${run.startedAt} /></dd>
          <dt>${t("ended")}</dt><dd><${Time} at=${run.endedAt} /></dd>
        </dl>
      </section>
    </div>`;
}

/** @param {{ shown: number, all: number }} props */
function Newest({ shown, all }) {
  return shown < all ? html`<p class="fine">${t("newest", { shown, count: all })}</p>` : null;
}

/** @returns {import("../../parts/table.js").Column<Run["skips"]["nodes"][number] & { id: string }>[]} */
function skipColumns() {
  return [
    { name: "customer", label: t("customer"), main: true, show: (row) => html`${row.subscription.customer.name} <small>${row.subscription.customer.accountNumber}</small>` },
    { name: "plan", label: t("plan"), show: (row) => row.subscription.plan.name },
    { name: "period", label: t("period"), show: (row) => html`<${Day} day=${row.periodOn} long />` },
    { name: "why", label: t("why"), show: (row) => whyNot(row.code) },
  ];
}

/** @returns {import("../../parts/table.js").Column<Run["periods"]["nodes"][number] & { id: string }>[]} */
function periodColumns() {
  return [
    { name: "customer", label: t("customer"), main: true, show: (row) => (row.invoice ? html`${row.invoice.customer.name} <small>${row.invoice.customer.accountNumber}</small>` : "–") },
    { name: "invoice", label: t("invoice"), show: (row) => (row.invoice ? html`<a href=${`/invoices/${row.invoice.id}`}>${row.invoice.serialNumber}</a>` : "–") },
    { name: "period", label: t("period"), show: (row) => html`<${Day} day=${row.startsOn} long /> – <${Day} day=${row.endsOn} long />` },
    { name: "total", label: t("total"), number: true, show: (row) => (row.invoice ? html`<${Money} value=${row.invoice.total} />` : "–") },
  ];
}
