// What was sold in this shift: taken up again while something is due, and given back.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { cents, decimal, isZero, shown } from "../../client/money.js";
import { useConnection } from "../../client/pages.js";
import { bare, thousandths } from "../../client/quantity.js";
import { act, refusal } from "../../client/query.js";
import { business } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { State } from "../invoices/states.js";
import { amountOrZero } from "./counting.js";
import { REFUND_SALE, SALE, SALES } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["SalesOfShift"]["data"]["sales"]["nodes"][number]} Row */

/** @param {{ shift: string, onClose: () => void, onPay: (row: Row) => void }} props */
export function Sales({ shift, onClose, onPay }) {
  const [back, setBack] = useState("");
  const [text, setText] = useState("");
  const filter = text ? { text } : { shift };
  const pages = useConnection(SALES, business.value && { business: business.value.id, filter }, (data) => data.sales, 20);
  if (back) return html`<${GiveBack} sale=${back} shift=${shift} onClose=${onClose} />`;
  /** @type {import("../../parts/table.js").Column<Row>[]} */
  const columns = [
    { name: "number", label: t("number"), main: true, show: (row) => row.invoice.serialNumber || row.invoice.number },
    { name: "state", label: t("state"), show: (row) => html`<${State} state=${row.invoice.state} />` },
    { name: "total", label: t("total"), number: true, show: (row) => html`<${Money} value=${row.invoice.total} />` },
    { name: "at", label: t("at"), show: (row) => html`<${Time} at=${row.at} />` },
    { name: "verbs", label: "", verbs: true, show: (row) => html`
      ${isZero(row.invoice.due) || row.onAccount ? null : html`<button type="button" class="quiet" onClick=${() => onPay(row)}>${t("takeUp")}</button>`}
      ${row.invoice.state === "VOID" ? null : html`<button type="button" class="quiet" onClick=${() => setBack(row.id)}>${t("giveBack")}</button>`}` },
  ];
  return html`
    <${Panel} title=${t("sales")} onClose=${onClose}>
      <p><input type="search" aria-label=${t("searchSale")} placeholder=${t("searchSale")} autocomplete="off" onChange=${(/** @type {any} */ event) => setText(event.currentTarget.value.trim())} /></p>
      <${Table} label=${t("sales")} columns=${columns} pages=${pages} empty=${html`<${Empty} title=${t("noSales")} />`} />
    <//>`;
}

/** @param {{ sale: string, shift: string, onClose: () => void }} props */
function GiveBack({ sale: id, shift, onClose }) {
  const known = useQuery(SALE, { id });
  return html`
    <${Panel} title=${t("giveBack")} onClose=${onClose}>
      <${Reading} known=${known} rows=${4}>
        ${(/** @type {Operations["SaleAtTill"]["data"]} */ { node }) => (node && "onAccount" in node ? html`<${Back} sale=${node} shift=${shift} onClose=${onClose} />` : html`<${Empty} title=${t("nothingFound")} />`)}
      <//>
    <//>`;
}

/** @param {{ sale: import("./pay.js").Sale, shift: string, onClose: () => void }} props */
function Back({ sale, shift, onClose }) {
  const { lines } = sale.invoice;
  const [counts, setCounts] = useState(/** @type {Record<number, string>} */ ({}));
  // As the server splits a line; the last cent of one that came back in parts is its own.
  const worth = lines.nodes.reduce((sum, line, position) => {
    const [all, back] = [thousandths(line.quantity) ?? 0n, thousandths(counts[position] || "0") ?? 0n];
    return all > 0n && back > 0n ? sum + (2n * cents(line.amount) * (back < all ? back : all) + all) / (2n * all) : sum;
  }, 0n);
  const before = sale.refunds.nodes;

  /** @param {Record<string, string>} values @param {string} key */
  async function send(values, key) {
    const back = lines.nodes.flatMap((_, position) => {
      const quantity = (values[`back.${position}`] ?? "").trim();
      return quantity && quantity !== "0" ? [{ position, quantity }] : [];
    });
    if (!back.length) throw refusal("LINES_MISSING", t("nothingBack"));
    const input = { sale: sale.id, shift, lines: back, cash: amountOrZero(values.cash ?? "", "cash"), goodsBack: values.goods !== "no", reason: values.reason ?? "", idempotencyKey: key };
    const { saleRefund } = await act(REFUND_SALE, { input });
    toast(t("gaveBack", { note: saleRefund?.creditNote ?? "" }));
    onClose();
  }
  return html`
    <p class="fine">${t("backSays")}</p>
    ${before.length ? html`<p role="note">${t("cameBefore", { notes: before.map(({ creditNote, total }) => `${creditNote} (${shown(total)})`).join(", ") })}</p>` : null}
    <${Form} label=${t("giveBack")} send=${t("giveBack")} onSend=${send} wide danger>
      ${lines.nodes.map((line, position) => html`
        <${Field} key=${position} name=${`back.${position}`} label=${`${line.description} (${bare(line.quantity)})`} hint=${t("backHint", { amount: line.amount })} inputmode="decimal" value=${counts[position] ?? "0"} autocomplete="off"
          onInput=${(/** @type {any} */ event) => setCounts({ ...counts, [position]: event.currentTarget.value })} />`)}
      <dl class="till-due"><dt>${t("comesBack")}</dt><dd><${Money} value=${decimal(worth)} currency /></dd></dl>
      <${Field} name="cash" label=${t("cashBack")} hint=${t("cashBackHint")} inputmode="decimal" required autocomplete="off" />
      <${Field} name="goods" label=${t("goodsBack")} options=${[{ value: "yes", label: t("yes") }, { value: "no", label: t("no") }]} />
      <${Field} name="reason" label=${t("reason")} maxlength="200" required autocomplete="off" />
    <//>`;
}
