// The page of one customer: what they were billed, what they paid, what is still due.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { may } from "../../frame/session.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Day, Time } from "../../parts/time.js";
import { NewInvoice } from "../bill/new.js";
import { CustomerAccount } from "../customer_account/account.js";
import { CustomerStatement } from "../customer_account/statement.js";
import { State } from "../invoices/states.js";
import { StatementPdf } from "../papers/statement.js";
import { CustomerContact } from "../reminders/of_customer.js";
import { CustomerSubscriptions } from "../subscriptions/of_customer.js";
import { EditCustomer } from "./edit.js";
import { Away, CustomerFacts, Merged, PutAway } from "./facts.js";
import { MergeCustomer } from "./merge.js";
import { CUSTOMER } from "./operations.js";
import { t } from "./texts.js";

export const styles = ["/static/console/pages/bill/bill.css"];

/** @typedef {Extract<NonNullable<Operations["CustomerPage"]["data"]["node"]>, { accountNumber: string }>} Customer */

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const known = useQuery(CUSTOMER, { id: params.customer ?? "" });
  return html`
    <p class="crumbs no-print"><a href="/customers">${t("back")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${(/** @type {Operations["CustomerPage"]["data"]} */ { node }) =>
        node && "accountNumber" in node ? html`<${Shown} customer=${node} again=${known.again} />` : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`}
    <//>`;
}

/** @param {{ customer: Customer, again: () => Promise<void> }} props */
function Shown({ customer, again }) {
  const [open, setOpen] = useState(/** @type {"" | "bill" | "edit" | "merge"} */ (""));
  const { invoices, payments } = customer;
  const isSomebody = Boolean(customer.name) && !customer.isWalkIn && !customer.mergedInto;
  return html`
    <div class="page-head">
      <h1>${customer.name || t("erased")}</h1>
      ${may("billing.write") ? html`
        <div class="actions end no-print">
          ${isSomebody && !customer.archivedAt ? html`<${PutAway} customer=${customer} again=${again} />` : null}
          ${isSomebody ? html`<button type="button" class="quiet" onClick=${() => setOpen("merge")}>${t("merge")}</button>
            <button type="button" class="quiet" onClick=${() => setOpen("edit")}>${t("edit")}</button>` : null}
          ${customer.archivedAt ? null : html`<button type="button" onClick=${() => setOpen("bill")}>${t("bill")}</button>`}
        </div>` : null}
    </div>
    ${customer.isWalkIn ? html`<p class="fine">${t("walkInSays")}</p>` : null}
    ${customer.mergedInto ? html`<${Merged} other=${customer.mergedInto} />` : html`<${Away} customer=${customer} again=${again} />`}
    <div class="columns main-and-side">
      <div>
        <${CustomerAccount} customer=${customer} again=${again} />
        ${customer.isWalkIn || customer.mergedInto ? null : html`<${CustomerSubscriptions} customer=${customer} billable=${isSomebody && !customer.archivedAt} />`}
        <section class="card"><h2>${t("invoices")}</h2>
          <${Table} label=${t("invoices")} columns=${invoiceColumns()} pages=${{ rows: invoices.nodes }}
            href=${(/** @type {Customer["invoices"]["nodes"][number]} */ row) => `/invoices/${row.id}`} empty=${html`<${Empty} title=${t("noInvoices")} />`} />
          <${Newest} shown=${invoices.nodes.length} all=${invoices.totalCount} href=${`/invoices?customer=${customer.id}`} /></section>
        <section class="card"><h2>${t("payments")}</h2>
          <${Table} label=${t("payments")} columns=${paymentColumns()} empty=${html`<${Empty} title=${t("noPayments")} />`}
            pages=${{ rows: payments.nodes }} />
          <${Newest} shown=${payments.nodes.length} all=${payments.totalCount} /></section>
        ${customer.isWalkIn || customer.mergedInto ? null : html`<${CustomerContact} customer=${customer} writes=${isSomebody} />`}
        <${CustomerStatement} customer=${customer.id} changed=${again} />
      </div>
      <div><${CustomerFacts} customer=${customer} /><${StatementPdf} customer=${customer.id} /></div>
    </div>
    ${open === "bill" ? html`<${NewInvoice} customer=${customer} onClose=${() => setOpen("")} />` : null}
    ${open === "merge" ? html`<${MergeCustomer} customer=${customer} onClose=${() => setOpen("")} />` : null}
    ${open === "edit" ? html`<${EditCustomer} customer=${customer} again=${again} onClose=${() => setOpen("")} />` : null}`;
}

/** @param {{ shown: number, all: number, href?: string }} props `href`: where all of them are */
function Newest({ shown, all, href }) {
  return shown < all ? html`<p class="fine">${t("newest", { count: shown, all })} ${href ? html`<a href=${href}>${t("seeAll")}</a>` : null}</p>` : null;
}

/** @returns {import("../../parts/table.js").Column<Customer["invoices"]["nodes"][number]>[]} */
function invoiceColumns() {
  return [
    { name: "number", label: t("number"), main: true, show: (row) => row.serialNumber || row.number },
    { name: "state", label: t("state"), show: (row) => html`<${State} state=${row.state} />` },
    { name: "total", label: t("total"), number: true, show: (row) => html`<${Money} value=${row.total} />` },
    { name: "due", label: t("due"), number: true, show: (row) => html`<${Money} value=${row.due} quietZero />` },
    { name: "dueOn", label: t("dueOn"), show: (row) => html`<${Day} day=${row.dueOn} />` },
  ];
}

/** @returns {import("../../parts/table.js").Column<Customer["payments"]["nodes"][number]>[]} */
function paymentColumns() {
  return [
    { name: "receipt", label: t("receipt"), main: true, show: (row) => (row.receiptId ? html`<a href=${`/receipts/${row.receiptId}`}>${row.receiptNumber}</a>` : html`${t(row.kind)} ${row.reference}`) },
    { name: "amount", label: t("amount"), number: true, show: (row) => html`<${Money} value=${row.amount} />` },
    { name: "left", label: t("left"), number: true, show: (row) => html`<${Money} value=${row.left} quietZero />` },
    { name: "at", label: t("at"), show: (row) => html`<${Day} day=${row.receivedOn} />` },
  ];
}
