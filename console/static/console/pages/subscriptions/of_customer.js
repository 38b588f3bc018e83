// What one customer is billed again and again, on their page, and a place to start it.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useGathered, useQuery } from "../../client/live.js";
import { useNews } from "../../frame/news.js";
import { may } from "../../frame/session.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { NewSubscription } from "./new.js";
import { CUSTOMER_SUBSCRIPTIONS } from "./operations.js";
import { subscriptionColumns } from "./page.js";
import { t } from "./texts.js";

/** @typedef {import("./states.js").Subscription} Subscription */

const LEFT_OUT = ["customer", "often"];

/** @param {{ customer: { id: string, accountNumber: string, name: string, business: { id: string } }, billable: boolean }} props `billable`: whether one may be started */
export function CustomerSubscriptions({ customer, billable }) {
  const [open, setOpen] = useState(false);
  const known = useQuery(CUSTOMER_SUBSCRIPTIONS, { customer: customer.id });
  useNews(/^(subscription|billing_run)\.changed$/, useGathered(known.again), customer.business.id);
  const columns = subscriptionColumns().filter(({ name }) => !LEFT_OUT.includes(name)).map((each) => ({ ...each, order: undefined, main: each.name === "plan" }));
  return html`
    <section class="card"><h2>${t("title")}</h2>
      <${Reading} known=${known} rows=${2}>
        ${(/** @type {Operations["CustomerSubscriptions"]["data"]} */ { node }) => (node && "subscriptions" in node ? html`
          <${Table} label=${t("title")} columns=${columns} pages=${{ rows: node.subscriptions.nodes }} href=${(/** @type {Subscription} */ row) => `/subscriptions/${row.id}`} empty=${html`<${Empty} title=${t("noneHere")} />`} />
          ${node.subscriptions.totalCount > node.subscriptions.nodes.length ? html`<p class="fine"><a href=${`/subscriptions?text=${customer.accountNumber}`}>${t("seeAll", { count: node.subscriptions.totalCount })}</a></p>` : null}` : null)}
      <//>
      ${billable && may("billing.write") ? html`<div class="actions no-print"><button type="button" class="quiet" onClick=${() => setOpen(true)}>${t("add")}</button></div>` : null}
    </section>
    ${open ? html`<${NewSubscription} customer=${customer} onClose=${() => setOpen(false)} />` : null}`;
}
