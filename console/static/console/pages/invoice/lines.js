// What is billed, line by line, and its sums.

import { html } from "../../vendor/htm-preact.js";
import { isZero } from "../../client/money.js";
import { bare } from "../../client/quantity.js";
import { Money } from "../../parts/money.js";
import { Table } from "../../parts/table.js";
import { t } from "./texts.js";

/** @param {{ invoice: import("./page.js").Invoice }} props */
export function Lines({ invoice }) {
  const rows = invoice.lines.nodes.map((line, index) => ({ ...line, id: String(index) }));
  const reduced = rows.some(({ discount }) => !isZero(discount));
  const taxed = rows.some(({ vatCode }) => vatCode);
  /** @type {(import("../../parts/table.js").Column<typeof rows[number]> | null)[]} */
  const columns = [
    { name: "description", label: t("description"), main: true, show: (row) => row.description },
    { name: "quantity", label: t("quantity"), number: true, show: (row) => bare(row.quantity) },
    { name: "price", label: t("price"), number: true, show: (row) => html`<${Money} value=${row.unitPrice} />` },
    reduced ? { name: "discount", label: t("discount"), number: true, show: (row) => html`<${Money} value=${row.discount} quietZero />` } : null,
    taxed ? { name: "vatCode", label: t("vat"), show: (row) => (row.vatCode ? t(row.vatCode) : "–") } : null,
    { name: "amount", label: t("amount"), number: true, show: (row) => html`<${Money} value=${row.amount} />` },
  ];
  const shown = columns.filter((column) => column !== null);
  const total = { description: t("total"), amount: html`<${Money} value=${invoice.total} />` };
  const { totalCount } = invoice.lines;
  return html`<section class="card"><h2>${t("lines")}</h2>
    <${Table} label=${t("lines")} columns=${shown} pages=${{ rows }} total=${total} />
    ${totalCount > rows.length ? html`<p class="fine">${t("firstLines", { count: rows.length, all: totalCount })}</p>` : null}
    ${isZero(invoice.vat) ? null : html`<p class="fine">${t(invoice.pricesIncludeVat ? "vatWithin" : "vatOnTop")} ${t("net")} <${Money} value=${invoice.net} />, ${t("vat")} <${Money} value=${invoice.vat} />.</p>`}
    ${invoice.note ? html`<p>${invoice.note}</p>` : null}</section>`;
}
