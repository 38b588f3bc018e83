// Lines as they were written and kept, before VAT is split off.

import { html } from "../../vendor/htm-preact.js";
import { isZero, sum } from "../../client/money.js";
import { addressOf } from "../../frame/places.js";
import { Table } from "../../parts/table.js";
import { onSide } from "../voucher/lines.js";
import { t } from "./texts.js";

/** @typedef {{ accountCode: string, account?: { id?: string, name: string } | null, debit: string, credit: string, vatCode?: "STANDARD" | "ZERO_RATED" | "EXEMPT" | null }} Planned */

/** @param {{ lines: readonly Planned[] }} props */
export function PlannedLines({ lines }) {
  const rows = lines.map((line, index) => ({ ...line, id: String(index) }));
  const side = (/** @type {"debit" | "credit"} */ name) => ({
    name,
    label: t(name),
    number: true,
    show: (/** @type {Planned} */ row) => (isZero(row[name]) ? "" : onSide(name, row[name])),
  });
  const taxed = rows.some(({ vatCode }) => vatCode);
  const columns = [
    { name: "account", label: t("account"), main: true, show: (/** @type {Planned} */ row) => named(row) },
    ...(taxed ? [{ name: "vat", label: t("vat"), show: (/** @type {Planned} */ row) => (row.vatCode ? t(row.vatCode) : "") }] : []),
    side("debit"),
    side("credit"),
  ];
  const whole = rows.every(({ debit, credit }) => !isZero(debit) || !isZero(credit));
  const total = whole ? { account: t("total"), debit: onSide("debit", sum(rows.map(({ debit }) => debit))), credit: onSide("credit", sum(rows.map(({ credit }) => credit))) } : undefined;
  return html`<div class="sides"><${Table} label=${t("lines")} columns=${columns} pages=${{ rows }} total=${total} /></div>`;
}

/** @param {Planned} line */
function named({ accountCode, account }) {
  const shown = html`<span class="account-code">${accountCode}</span> ${account?.name ?? ""}`;
  const address = account?.id ? addressOf("Account", account.id) : null;
  return address ? html`<a href=${address}>${shown}</a>` : html`<span>${shown}</span>`;
}
