// What is due of an invoice, how it is paid, and its numbers and days.

import { html } from "../../vendor/htm-preact.js";
import { today } from "../../client/clock.js";
import { isZero } from "../../client/money.js";
import { Money } from "../../parts/money.js";
import { Day, Time } from "../../parts/time.js";
import { t } from "./texts.js";

/** @param {{ invoice: import("./page.js").Invoice }} props */
export function InvoiceFacts({ invoice }) {
  const draft = invoice.state === "DRAFT";
  const payable = !draft && !isZero(invoice.due);
  const late = payable && (invoice.dueOn ?? invoice.issuedOn ?? today()) < today();
  return html`
    <section class="card">
      <h2>${t("due")}</h2><p class="amount"><${Money} value=${invoice.due} currency /></p>
      ${late ? html`<div class="note warn"><p>${t("late")} <${Day} day=${invoice.dueOn ?? invoice.issuedOn} long /></p></div>` : null}
      ${draft ? html`<p class="fine">${t("draftSays")}</p>` : null}
      ${payable ? html`<p class="fine">${t("payHow", { number: invoice.number })}</p>` : null}
      ${invoice.kind === "OPENING" ? html`<p class="fine">${t("opening")}</p>` : null}
      <dl class="facts">
        <dt>${t("customer")}</dt><dd><a href=${`/customers/${invoice.customer.id}`}>${invoice.customer.name || t("erased")}</a> (${invoice.customer.accountNumber})</dd>
        <dt>${t("serial")}</dt><dd>${invoice.serialNumber ? html`<b>${invoice.serialNumber}</b>` : t("notIssued")}</dd>
        <dt>${t("typed")}</dt><dd><b>${invoice.number}</b></dd>
        <dt>${t("total")}</dt><dd><${Money} value=${invoice.total} /></dd>
        <dt>${t("paid")}</dt><dd><${Money} value=${invoice.paid} /></dd>
        ${isZero(invoice.credited) ? null : html`<dt>${t("credited")}</dt><dd><${Money} value=${invoice.credited} /></dd>`}
        <dt>${t("dueOn")}</dt><dd>${invoice.dueOn ? html`<${Day} day=${invoice.dueOn} long />` : t("atOnce")}</dd>
        <dt>${t("issued")}</dt><dd>${invoice.issuedOn ? html`<${Day} day=${invoice.issuedOn} long />` : t("notIssued")}</dd>
        <dt>${t("made")}</dt><dd><${Time} at=${invoice.createdAt} /></dd>
      </dl>
    </section>`;
}
