// Goods that came in, and goods that were counted, each in a panel.

import { html } from "../../vendor/htm-preact.js";
import { bare } from "../../client/quantity.js";
import { act, refusal } from "../../client/query.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { costTyped } from "../products/terms.js";
import { COUNT_STOCK, RECEIVE_STOCK } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Product} Product */

const FROM = /** @type {const} */ (["PAYABLES", "CASH", "OPENING_BALANCE"]);

/** @param {{ product: Product, again: () => Promise<void>, onClose: () => void }} props */
export function Receive({ product, again, onClose }) {
  /** @param {Record<string, string>} values @param {string} key */
  async function send({ quantity = "", cost = "", from = "", note = "" }, key) {
    const paid = costTyped(cost);
    if (paid === null) throw refusal("BAD_AMOUNT", t("badAmount"), ["cost"]);
    const paidFrom = FROM.find((each) => each === from) ?? "PAYABLES";
    const input = { product: product.id, quantity: quantity.trim(), cost: paid, paidFrom, note, idempotencyKey: key };
    const { stockMove } = await act(RECEIVE_STOCK, { input });
    toast(t("received", { onHand: bare(stockMove?.onHand) }));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("receive")} onClose=${onClose}>
      <${Form} label=${t("receive")} send=${t("book")} onSend=${send} wide>
        <${Field} name="quantity" label=${t("quantity")} inputmode="decimal" required autofocus autocomplete="off" />
        <${Field} name="cost" label=${t("cost")} inputmode="decimal" required autocomplete="off" />
        <${Field} name="from" label=${t("from")} options=${FROM.map((value) => ({ value, label: t(value) }))} />
        <${Field} name="note" label=${t("note")} maxlength="200" autocomplete="off" />
      <//>
    <//>`;
}

/** @param {{ product: Product, again: () => Promise<void>, onClose: () => void }} props */
export function Count({ product, again, onClose }) {
  /** @param {Record<string, string>} values @param {string} key */
  async function send({ found = "", note = "" }, key) {
    const { stockMove } = await act(COUNT_STOCK, { input: { product: product.id, found: found.trim(), note, idempotencyKey: key } });
    toast(t("counted", { quantity: bare(stockMove?.quantity) }));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("count")} onClose=${onClose}>
      <p class="fine">${t("countSays", { onHand: bare(product.onHand) })}</p>
      <${Form} label=${t("count")} send=${t("book")} onSend=${send} wide>
        <${Field} name="found" label=${t("found")} inputmode="decimal" required autofocus autocomplete="off" />
        <${Field} name="note" label=${t("note")} maxlength="200" autocomplete="off" />
      <//>
    <//>`;
}
