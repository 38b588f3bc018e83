// That what customers owe is what accounts 1200 and 2100 say, with what vouchers booked there beside.

import { html } from "../../vendor/htm-preact.js";
import { isZero } from "../../client/money.js";
import { Money } from "../../parts/money.js";
import { t } from "./texts.js";

/** @param {{ ageing: { due: string, credit: string }, books: { receivables: string, credit: string, waiting: string, otherReceivables: string, otherCredit: string } }} props */
export function InBooks({ ageing, books }) {
  return html`
    <section class="card"><h2>${t("inBooks")}</h2>
      <dl class="facts">
        <dt>${t("ofCustomers")}</dt><dd><${Money} value=${ageing.due} /></dd>
        ${isZero(books.otherReceivables) ? null : html`<dt>${t("others")}</dt><dd><${Money} value=${books.otherReceivables} /></dd>`}
        <dt><b>${t("account1200")}</b></dt><dd><b><${Money} value=${books.receivables} /></b></dd>
        <dt>${t("creditOfCustomers")}</dt><dd><${Money} value=${ageing.credit} /></dd>
        ${isZero(books.waiting) ? null : html`<dt>${t("waiting")}</dt><dd><${Money} value=${books.waiting} /></dd>`}
        ${isZero(books.otherCredit) ? null : html`<dt>${t("others")}</dt><dd><${Money} value=${books.otherCredit} /></dd>`}
        <dt><b>${t("account2100")}</b></dt><dd><b><${Money} value=${books.credit} /></b></dd>
      </dl>
    </section>`;
}
