// The papers of an invoice: its PDF, those of its credit notes, and what KRA has signed.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useFollow, useGathered, useQuery } from "../../client/live.js";
import { isZero } from "../../client/money.js";
import { act } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { Money } from "../../parts/money.js";
import { told } from "../../parts/toast.js";
import { INVOICE_CHANGED } from "../invoice/operations.js";
import { CreditNotePdf, InvoicePdf, ReceiptPdf } from "./download.js";
import { FiscalChip, FiscalFacts, SendAgain } from "./fiscal.js";
import { DRAW_PAYMENT_CODE, INVOICE_PAPERS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["InvoicePapers"]["data"]["node"]>, { due: string }>} Papers */

/** @param {{ id: string }} props */
export function InvoicePapers({ id }) {
  const known = useQuery(INVOICE_PAPERS, { id });
  const again = useGathered(known.again);
  useFollow(INVOICE_CHANGED, { invoice: id }, again);
  const node = known.data?.node;
  if (!node || !("due" in node)) return null;
  return html`
    <section class="card no-print"><h2>${t("paper")}</h2>
      <div class="actions"><${InvoicePdf} id=${id} /><${PaymentCode} papers=${node} /></div>
      ${node.state === "DRAFT" ? null : html`<${Etims} papers=${node} again=${known.again} />`}
      <${Receipts} papers=${node} />
      ${node.creditNotes.nodes.length ? html`<${Notes} papers=${node} again=${known.again} />` : null}
    </section>`;
}

/** @param {{ papers: Papers }} props */
function PaymentCode({ papers }) {
  const [busy, setBusy] = useState(false);
  if (isZero(papers.due) || !may("payment.request")) return null;
  async function add() {
    setBusy(true);
    await told(() => act(DRAW_PAYMENT_CODE, { input: { invoice: papers.id } }), t("codeAdded"));
    setBusy(false);
  }
  return html`<button type="button" class="quiet" disabled=${busy} onClick=${add}>${t("code")}</button>`;
}

/** @param {{ papers: Papers, again: () => Promise<void> }} props */
function Etims({ papers, again }) {
  const { fiscal } = papers;
  const connected = papers.business.etimsConnected;
  return html`
    <header class="page-head"><h3>${t("etims")}</h3>
      <span class="end">${fiscal ? html`<${FiscalChip} state=${fiscal.state} />` : null}</span></header>
    ${fiscal ? html`<${FiscalFacts} fiscal=${fiscal} />` : html`<p class="fine">${t(connected ? "notSent" : "notConnected")}</p>`}
    ${connected && papers.state !== "VOID" ? html`<div class="actions"><${SendAgain} bill=${papers.id} fiscal=${fiscal} again=${again} /></div>` : null}`;
}

/** What is no money has no receipt. */
const NO_MONEY = /** @type {string[]} */ (["CREDIT_NOTE", "WRITE_OFF"]);

/** @param {{ papers: Papers }} props */
function Receipts({ papers }) {
  const standing = papers.payments.nodes.filter(({ takenBackAt, payment }) => !takenBackAt && !NO_MONEY.includes(payment.kind));
  const payments = [...new Map(standing.map(({ payment }) => [payment.id, payment])).values()];
  if (!payments.length) return null;
  return html`
    <h3>${t("receipts")}</h3>
    ${payments.map((payment) => html`
      <div class="actions" key=${payment.id}>
        <b>${payment.receiptNumber || payment.reference || t("cash")}</b><${Money} value=${payment.amount} />
        <${ReceiptPdf} id=${payment.id} />
      </div>`)}`;
}

/** @param {{ papers: Papers, again: () => Promise<void> }} props */
function Notes({ papers, again }) {
  return html`
    <h3>${t("creditNotes")}</h3>
    ${papers.creditNotes.nodes.map((note) => html`
      <div class="actions" key=${note.id}>
        <b>${note.number}</b><${Money} value=${note.total} />
        ${note.fiscal ? html`<${FiscalChip} state=${note.fiscal.state} />` : null}
        <${CreditNotePdf} id=${note.id} />
        ${papers.business.etimsConnected ? html`<${SendAgain} bill=${note.id} fiscal=${note.fiscal} again=${again} />` : null}
      </div>`)}`;
}
