// The page of one invoice: its lines, what settled it, and what can be done next. Made to be printed too.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useFollow, useGathered, useQuery } from "../../client/live.js";
import { inUse } from "../../client/tills.js";
import { may } from "../../frame/session.js";
import { Icon } from "../../parts/icon.js";
import { Empty, Reading } from "../../parts/states.js";
import { EditInvoice } from "../bill/edit.js";
import { RecordPayment } from "../customer_payment/record.js";
import { State } from "../invoices/states.js";
import { InvoicePapers } from "../papers/invoice.js";
import { ShowInvoiceQr } from "../till_qr/dialog.js";
import { Ask } from "./ask.js";
import { CreditInvoice } from "./credit.js";
import { Doing } from "./doing.js";
import { InvoiceFacts } from "./facts.js";
import { Lines } from "./lines.js";
import { INVOICE, INVOICE_CHANGED, WAITING_WRITE_OFF } from "./operations.js";
import { CreditNotes, Entries, Payments } from "./settled.js";
import { t } from "./texts.js";
import { VoidInvoice, WriteOff } from "./undo.js";

export const styles = ["/static/console/pages/bill/bill.css"];

/** @typedef {Extract<NonNullable<Operations["InvoicePage"]["data"]["node"]>, { number: string }>} Invoice */
/** @typedef {"" | "ask" | "edit" | "pay" | "credit" | "void" | "writeOff"} Open */

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const id = params.invoice ?? "";
  const known = useQuery(INVOICE, { id, withBooks: may("ledger.read") });
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
  const [open, setOpen] = useState(/** @type {Open} */ (""));
  const close = () => setOpen("");
  const payable = invoice.state === "UNPAID" || invoice.state === "PARTIALLY_PAID";
  const asked = useQuery(WAITING_WRITE_OFF, payable && may("approval.read") ? { business: invoice.business.id, invoice: invoice.id } : null);
  const writeOff = asked.data?.approvals.nodes[0];
  return html`
    <div class="page-head">
      <h1>${t("invoice")} ${invoice.serialNumber || invoice.number}</h1><${State} state=${invoice.state} />
      <div class="actions end no-print">
        ${payable && tills.length && may("payment.request") ? html`<button type="button" onClick=${() => setOpen("ask")}>${t("ask")}</button>` : null}
        ${payable && tills.length ? html`<${ShowInvoiceQr} invoice=${invoice} tills=${tills} />` : null}
        <${Doing} invoice=${invoice} open=${setOpen} again=${again} mayWriteOff=${!writeOff} />
        <button type="button" class="quiet" onClick=${() => print()}><${Icon} name="print" />${t("print")}</button>
      </div>
    </div>
    ${writeOff ? html`<p class="no-print">${t("writeOffWaits")} <a href=${`/approvals/${writeOff.id}`}>${t("seeRequest")}</a></p>` : null}
    <div class="columns main-and-side">
      <div>
        <${Lines} invoice=${invoice} />
        <${Payments} invoice=${invoice} again=${again} />
        <${CreditNotes} invoice=${invoice} />
        <${InvoicePapers} id=${invoice.id} />
        <${Entries} invoice=${invoice} />
      </div>
      <div><${InvoiceFacts} invoice=${invoice} /></div>
    </div>
    ${open === "ask" ? html`<${Ask} invoice=${invoice} tills=${tills} onClose=${close} />` : null}
    ${open === "edit" ? html`<${EditInvoice} invoice=${{ ...invoice, lines: invoice.lines.nodes }} again=${again} onClose=${close} />` : null}
    ${open === "pay" ? html`<${RecordPayment} customer=${invoice.customer.id} invoice=${invoice} again=${again} onClose=${close} />` : null}
    ${open === "credit" ? html`<${CreditInvoice} invoice=${invoice} again=${again} onClose=${close} />` : null}
    ${open === "void" ? html`<${VoidInvoice} invoice=${invoice} again=${again} onClose=${close} />` : null}
    ${open === "writeOff" ? html`<${WriteOff} invoice=${invoice} onClose=${close} />` : null}`;
}
