// What settled an invoice, its credit notes, and its entries in the books.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Day } from "../../parts/time.js";
import { BY_HAND, STAYS } from "../customer_payment/kinds.js";
import { TakeBack } from "../customer_payment/take_back.js";
import { MovePayment } from "./move.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Invoice} Invoice */
/** @typedef {Invoice["payments"]["nodes"][number]} Paid */

/** @param {{ invoice: Invoice, again: () => Promise<void> }} props */
export function Payments({ invoice, again }) {
  const [moving, setMoving] = useState(/** @type {Paid | null} */ (null));
  const [undoing, setUndoing] = useState(/** @type {Paid | null} */ (null));
  const rows = invoice.payments.nodes;
  const able = may("billing.write");
  /** @param {Paid} row */
  const verbs = (row) => row.takenBackAt ? html`<${Chip} kind="dim">${t("takenBack")}<//>` : able ? html`
    ${STAYS.includes(row.payment.kind) ? null : html`<button type="button" class="link" onClick=${() => setMoving(row)}>${t("move")}</button>`}
    ${may("ledger.write") && BY_HAND.includes(row.payment.kind) ? html`<button type="button" class="link" onClick=${() => setUndoing(row)}>${t("takeBack")}</button>` : null}` : null;
  /** @type {import("../../parts/table.js").Column<Paid>[]} */
  const columns = [
    { name: "receipt", label: t("receipt"), main: true, show: (row) => (row.receiptId ? html`<a href=${`/receipts/${row.receiptId}`}>${row.receiptNumber}</a>` : html`${t(row.payment.kind)} ${row.payment.reference}`) },
    { name: "amount", label: t("amount"), number: true, show: (row) => html`<${Money} value=${row.amount} />` },
    { name: "at", label: t("at"), show: (row) => html`<${Day} day=${row.payment.receivedOn} />` },
    { name: "verbs", label: t("verbs"), verbs: true, show: verbs },
  ];
  return html`<section class="card"><h2>${t("payments")}</h2><${Table} label=${t("payments")} columns=${columns} pages=${{ rows }} empty=${html`<${Empty} title=${t("noPayments")} />`} />
    ${moving ? html`<${MovePayment} invoice=${invoice} paid=${moving} again=${again} onClose=${() => setMoving(null)} />` : null}
    ${undoing ? html`<${TakeBack} payment=${undoing.payment.id} amount=${undoing.amount} again=${again} onClose=${() => setUndoing(null)} />` : null}</section>`;
}

/** @param {{ invoice: Invoice }} props */
export function CreditNotes({ invoice }) {
  const rows = invoice.creditNotes.nodes;
  if (!rows.length) return null;
  /** @type {import("../../parts/table.js").Column<typeof rows[number]>[]} */
  const columns = [
    { name: "number", label: t("note"), main: true, show: (row) => row.number },
    { name: "reason", label: t("reason"), show: (row) => row.reason },
    { name: "total", label: t("amount"), number: true, show: (row) => html`<${Money} value=${row.total} />` },
    { name: "day", label: t("issued"), show: (row) => html`<${Day} day=${row.issuedOn} />` },
  ];
  return html`<section class="card"><h2>${t("notes")}</h2><${Table} label=${t("notes")} columns=${columns} pages=${{ rows }} /></section>`;
}

/** @param {{ invoice: Invoice }} props */
export function Entries({ invoice }) {
  const rows = invoice.entries?.nodes ?? [];
  if (!rows.length) return null;
  /** @type {import("../../parts/table.js").Column<typeof rows[number]>[]} */
  const columns = [
    { name: "description", label: t("entry"), main: true, show: (row) => row.description },
    { name: "amount", label: t("amount"), number: true, show: (row) => html`<${Money} value=${row.amount} />` },
    { name: "day", label: t("day"), show: (row) => html`<${Day} day=${row.effectiveOn} />` },
  ];
  return html`<section class="card no-print"><h2>${t("entries")}</h2>
    <${Table} label=${t("entries")} columns=${columns} pages=${{ rows }} href=${(/** @type {typeof rows[number]} */ row) => `/ledger/entries/${row.id}`} /></section>`;
}
