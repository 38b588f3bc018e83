// The page of one subscription: what was billed, what is billed next, and what may be done with it.

import { html } from "../../vendor/htm-preact.js";
import { longDay } from "../../client/clock.js";
import { useGathered, useQuery } from "../../client/live.js";
import { bare } from "../../client/quantity.js";
import { useNews } from "../../frame/news.js";
import { place, setQuery } from "../../frame/router.js";
import { may } from "../../frame/session.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Day, Time } from "../../parts/time.js";
import { State as InvoiceState } from "../invoices/states.js";
import { oftenShown, State, whyNot } from "../subscriptions/states.js";
import { t as words } from "../subscriptions/texts.js";
import { ActPanel } from "./acting.js";
import { SUBSCRIPTION } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["BillingSubscriptionPage"]["data"]["node"]>, { anchorOn: string }>} Subscription */
/** @typedef {Subscription["periods"]["nodes"][number]} Period */
/** @typedef {"PAUSE" | "RESUME" | "CHANGE" | "CANCEL"} Verb */

const VERBS = /** @type {Verb[]} */ (["RESUME", "CHANGE", "PAUSE", "CANCEL"]);

/** @param {Subscription} subscription @returns {Verb[]} */
function verbsOf({ state, endsOn }) {
  const able = { RESUME: state === "PAUSED" || Boolean(endsOn), CHANGE: true, PAUSE: state !== "PAUSED", CANCEL: true };
  return state === "CANCELLED" ? [] : VERBS.filter((verb) => able[verb]);
}

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const known = useQuery(SUBSCRIPTION, { id: params.subscription ?? "" });
  const node = known.data?.node;
  const subscription = node && "anchorOn" in node ? node : null;
  useNews(/^(subscription|billing_run|invoice)\.changed$/, useGathered(known.again), subscription?.business.id ?? null);
  const verb = subscription && may("billing.write") ? verbsOf(/** @type {Subscription} */ (subscription)).find((each) => each === place.value.query.get("do")) : null;
  return html`
    <p class="crumbs no-print"><a href="/subscriptions">${words("title")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${() => (subscription ? html`<${Shown} subscription=${subscription} />` : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`)}
    <//>
    ${subscription && verb ? html`<${ActPanel} subscription=${subscription} verb=${verb} again=${known.again} onClose=${() => setQuery({ do: null })} />` : null}`;
}

/** @param {{ subscription: Subscription }} props */
function Shown({ subscription }) {
  const { customer, periods, plan, state, reason, endsOn } = subscription;
  const verbs = may("billing.write") ? verbsOf(subscription) : [];
  return html`
    <div class="page-head"><h1>${customer.name || words("erased")}: ${plan.name}</h1><${State} state=${state} /></div>
    ${reason ? html`<div class="note warn" role="status"><p>${reason}</p></div>` : null}
    ${endsOn && state !== "CANCELLED" ? html`<div class="note"><p>${t("ending", { day: longDay(endsOn) })}</p></div>` : null}
    <div class="columns main-and-side">
      <section class="card"><h2>${t("periods")}</h2>
        <${Table} label=${t("periods")} columns=${columns()} pages=${{ rows: periods.nodes.map((each) => ({ ...each, id: String(each.number) })) }} empty=${html`<${Empty} title=${t("nothing")} />`} />
        ${(periods.totalCount ?? 0) > periods.nodes.length ? html`<p class="fine">${t("newest", { shown: periods.nodes.length, count: periods.totalCount ?? "" })}</p>` : null}
      </section>
      <div>
        <${Next} subscription=${subscription} />
        <${Facts} subscription=${subscription} />
        ${verbs.length ? html`<section class="card no-print"><h2>${t("doing")}</h2>
          <div class="actions">${verbs.map((verb) => html`<button type="button" key=${verb} class=${verb === "RESUME" ? "" : "quiet"} onClick=${() => setQuery({ do: verb })}>${t(verb)}</button>`)}</div>
        </section>` : null}
        ${subscription.skips.nodes.length ? html`<section class="card"><h2>${t("skipped")}</h2>
          <dl class="facts">${subscription.skips.nodes.map((skip) => html`<dt key=${skip.at}><${Time} at=${skip.at} /></dt><dd>${whyNot(skip.code)}</dd>`)}</dl></section>` : null}
      </div>
    </div>`;
}

/** @param {{ subscription: Subscription }} props */
function Next({ subscription: { next, state } }) {
  if (!next || state === "PAUSED") return html`<section class="card"><h2>${t("next")}</h2><p class="fine">${t(state === "PAUSED" ? "pausedNext" : "nothingNext")}</p></section>`;
  const { bill, refusal } = next;
  return html`
    <section class="card"><h2>${t("next")}</h2>
      ${bill ? html`
        <p class="amount"><${Money} value=${bill.total} currency /></p>
        <p>${t("nextSays", { from: longDay(bill.startsOn), until: longDay(bill.endsOn) })}${bill.days < bill.wholeDays ? html` <small>${t("byDays", { days: bill.days, whole: bill.wholeDays })}</small>` : null}</p>` : null}
      ${refusal ? html`<div class="note bad"><p>${t("refused", { why: whyNot(refusal) })}</p></div>` : null}
    </section>`;
}

/** @param {{ subscription: Subscription }} props */
function Facts({ subscription }) {
  const { customer, plan, amount } = subscription;
  return html`
    <section class="card">
      <dl class="facts">
        <dt>${words("customer")}</dt><dd><a href=${`/customers/${customer.id}`}>${customer.name || words("erased")}</a> ${customer.accountNumber}</dd>
        <dt>${t("plan")}</dt><dd><a href=${`/subscriptions/plans/${plan.id}`}>${plan.name}</a></dd>
        <dt>${t("often")}</dt><dd>${oftenShown(plan)}</dd>
        <dt>${t("quantity")}</dt><dd>${bare(subscription.quantity)}</dd>
        ${amount ? html`<dt>${t("own")}</dt><dd><${Money} value=${amount} currency /></dd>` : null}
        <dt>${t("starts")}</dt><dd><${Day} day=${subscription.startsOn} long /></dd>
        ${subscription.billedFrom === subscription.startsOn ? null : html`<dt>${t("billedFrom")}</dt><dd><${Day} day=${subscription.billedFrom} long /></dd>`}
        <dt>${t("anchor")}</dt><dd><${Day} day=${subscription.anchorOn} long /></dd>
        ${subscription.endsOn ? html`<dt>${t("ends")}</dt><dd><${Day} day=${subscription.endsOn} long /></dd>` : null}
        <dt>${t("since")}</dt><dd><${Time} at=${subscription.createdAt} /></dd>
      </dl>
    </section>`;
}

/** @returns {import("../../parts/table.js").Column<Period & { id: string }>[]} */
function columns() {
  return [
    { name: "period", label: t("period"), main: true, show: (row) => html`<${Day} day=${row.startsOn} long /> – <${Day} day=${row.endsOn} long />${row.days < row.wholeDays ? html` <small>${t("byDays", { days: row.days, whole: row.wholeDays })}</small>` : null}` },
    { name: "invoice", label: t("invoice"), show: (row) => (row.invoice ? html`<a href=${`/invoices/${row.invoice.id}`}>${row.invoice.serialNumber}</a>` : "–") },
    { name: "state", label: t("state"), show: (row) => (row.invoice ? html`<${InvoiceState} state=${row.invoice.state} />` : "–") },
    { name: "total", label: t("total"), number: true, show: (row) => (row.invoice ? html`<${Money} value=${row.invoice.total} />` : "–") },
    { name: "due", label: t("due"), number: true, show: (row) => (row.invoice ? html`<${Money} value=${row.invoice.due} quietZero />` : "–") },
  ];
}
