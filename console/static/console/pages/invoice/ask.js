// Asks for what is due of an invoice on the customer's phone.

import { html } from "../../vendor/htm-preact.js";
import { typedAmount } from "../../client/money.js";
import { act, refusal } from "../../client/query.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { ASK_FOR_INVOICE } from "./operations.js";
import { t } from "./texts.js";

/**
 * @param {{ invoice: import("./page.js").Invoice, tills: { id: string, name: string, shortcode: string }[], onClose: () => void }} props
 */
export function Ask({ invoice, tills, onClose }) {
  const { phone } = invoice.customer;
  const known = phone && /^\d{12}$/.test(phone) ? phone : "";

  /** @param {Record<string, string>} values @param {string} key */
  async function send(values, key) {
    const amount = typedAmount(values.amount ?? "");
    if (amount === null) throw refusal("BAD_AMOUNT", t("badAmount"), ["amount"]);
    const input = { till: values.till ?? "", phone: values.phone ?? "", amount, accountReference: invoice.number, idempotencyKey: key };
    await act(ASK_FOR_INVOICE, { input });
    toast(t("asked"));
    onClose();
  }
  return html`
    <${Panel} title=${t("askTitle")} onClose=${onClose}>
      <${Form} label=${t("askTitle")} send=${t("send")} onSend=${send} wide>
        <${Field} name="till" label=${t("till")} options=${tills.map(({ id, name, shortcode }) => ({ value: id, label: `${name} (${shortcode})` }))} />
        <${Field} name="phone" label=${t("phone")} type="tel" value=${known} required autofocus autocomplete="off" />
        <${Field} name="amount" label=${t("sum")} inputmode="decimal" value=${invoice.due} required />
      <//>
    <//>`;
}
