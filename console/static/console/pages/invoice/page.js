// The page of one invoice: its lines, its payments, and what can be done next. Made to be printed too.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useFollow, useGathered, useQuery } from "../../client/live.js";
import { shown } from "../../client/money.js";
import { act, Refusal } from "../../client/query.js";
import { inUse } from "../../client/tills.js";
import { may } from "../../frame/session.js";
import { confirm } from "../../parts/confirm.js";
import { Icon } from "../../parts/icon.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Day, Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { State } from "../invoices/states.js";
import { ShowInvoiceQr } from "../till_qr/dialog.js";
import { InvoicePapers } from "../papers/invoice.js";
import { Ask } from "./ask.js";
import { INVOICE, INVOICE_CHANGED, ISSUE_INVOICE } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["InvoicePage"]["data"]["node"]>, { number: string }>} Invoice */

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const id = params.invoice ?? "";
  const known = useQuery(INVOICE, { id });
  const again = useGathered(known.again);
  const here = known.data?.node && "number" in known.data.node;
  useFollow(INVOICE_CHANGED, here ? { invoice: id } : null, again);
  return html`
    <p class="crumbs no-print"><a href="/invoices">${t("back")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${(/** @type {Operations["InvoicePage"]["data"]} */ { node }) =>
        node && "number" in node
          ? html`<${Shown} invoice=${node} again=${known.again} />`
          : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`}
    <//>`;
}

/** @param {{ invoice: Invoice, again: () => Promise<void> }} props */
function Shown({ invoice, again }) {
  const tills = inUse(invoice.business.tills?.nodes);
  const [asking, setAsking] = useState(false);
  const open = invoice.state === "UNPAID" || invoice.state === "PARTIALLY_PAID";

  async function issue() {
    const says = t("issueSays", { total: shown(invoice.total) });
    if (!(await confirm({ title: t("issueTitle", { number: invoice.number }), says, verb: t("issue") }))) return;
    try {
      await act(ISSUE_INVOICE, { input: { invoice: invoice.id } });
      toast(t("issued2"));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      toast(error.message, "bad");
    }
    await again();
  }
  return html`
    <div class="page-head">
      <h1>${t("invoice")} ${invoice.number}</h1><${State} state=${invoice.state} />
      <div class="actions end no-print">
        ${invoice.state === "DRAFT" && may("billing.write") ? html`<button type="button" onClick=${issue}>${t("issue")}</button>` : null}
        ${open && tills.length && may("payment.request") ? html`<button type="button" onClick=${() => setAsking(true)}>${t("ask")}</button>` : null}
        ${open && tills.length ? html`<${ShowInvoiceQr} invoice=${invoice} tills=${tills} />` : null}
        <button type="button" class="quiet" onClick=${() => print()}><${Icon} name="print" />${t("print")}</button>
      </div>
    </div>
    <div class="columns main-and-side">
      <div><${Lines} invoice=${invoice} /><${Payments} invoice=${invoice} /><${InvoicePapers} id=${invoice.id} /></div>
      <section class="card">
        <h2>${t("due")}</h2><p class="amount"><${Money} value=${invoice.due} currency /></p>
        ${open ? html`<p class="fine">${t("payHow", { number: invoice.number })}</p>` : null}
        <dl class="facts">
          <dt>${t("customer")}</dt><dd><a href=${`/customers/${invoice.customer.id}`}>${invoice.customer.name || t("erased")}</a> (${invoice.customer.accountNumber})</dd>
          <dt>${t("total")}</dt><dd><${Money} value=${invoice.total} /></dd>
          <dt>${t("paid")}</dt><dd><${Money} value=${invoice.paid} /></dd>
          <dt>${t("dueOn")}</dt><dd><${Day} day=${invoice.dueOn} long /></dd>
          <dt>${t("issued")}</dt><dd>${invoice.issuedAt ? html`<${Time} at=${invoice.issuedAt} />` : t("notIssued")}</dd>
          <dt>${t("made")}</dt><dd><${Time} at=${invoice.createdAt} /></dd>
        </dl>
      </section>
    </div>
    ${asking ? html`<${Ask} invoice=${invoice} tills=${tills} onClose=${() => setAsking(false)} />` : null}`;
}

/** @param {{ invoice: Invoice }} props */
function Lines({ invoice }) {
  const rows = invoice.lines.nodes.map((line, index) => ({ ...line, id: String(index) }));
  /** @type {import("../../parts/table.js").Column<typeof rows[number]>[]} */
  const columns = [
    { name: "description", label: t("description"), main: true, show: (row) => row.description },
    { name: "quantity", label: t("quantity"), number: true, show: (row) => row.quantity },
    { name: "price", label: t("price"), number: true, show: (row) => html`<${Money} value=${row.unitPrice} />` },
    { name: "amount", label: t("amount"), number: true, show: (row) => html`<${Money} value=${row.amount} />` },
  ];
  const total = { description: t("total"), amount: html`<${Money} value=${invoice.total} />` };
  return html`<section class="card"><h2>${t("lines")}</h2><${Table} label=${t("lines")} columns=${columns} pages=${{ rows }} total=${total} /></section>`;
}

/** @param {{ invoice: Invoice }} props */
function Payments({ invoice }) {
  const rows = invoice.payments.nodes;
  /** @type {import("../../parts/table.js").Column<typeof rows[number]>[]} */
  const columns = [
    { name: "receipt", label: t("receipt"), main: true, show: (row) => (row.receiptId ? html`<a href=${`/receipts/${row.receiptId}`}>${row.receiptNumber}</a>` : html`${t(row.payment.kind)} ${row.payment.reference}`) },
    { name: "amount", label: t("amount"), number: true, show: (row) => html`<${Money} value=${row.amount} />` },
    { name: "at", label: t("at"), show: (row) => html`<${Time} at=${row.allocatedAt} />` },
  ];
  return html`<section class="card"><h2>${t("payments")}</h2><${Table} label=${t("payments")} columns=${columns} pages=${{ rows }} empty=${html`<${Empty} title=${t("noPayments")} />`} /></section>`;
}
