// Giving credit back in cash.

import { html } from "../../vendor/htm-preact.js";
import { shown, typedAmount } from "../../client/money.js";
import { act, refusal } from "../../client/query.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { REFUND_IN_CASH } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ customer: string, credit: string, again: () => Promise<void>, onClose: () => void }} props */
export function RefundInCash({ customer, credit, again, onClose }) {
  /** @param {Record<string, string>} values @param {string} key */
  async function send(values, key) {
    const amount = typedAmount(values.amount ?? "");
    if (amount === null) throw refusal("BAD_AMOUNT", t("badAmount"), ["amount"]);
    await act(REFUND_IN_CASH, { input: { customer, amount, reason: values.reason ?? "", idempotencyKey: key } });
    toast(t("refunded"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("refund")} onClose=${onClose}>
      <p class="fine">${t("refundSays", { credit: shown(credit) })}</p>
      <${Form} label=${t("refund")} send=${t("refundSend")} onSend=${send} wide>
        <${Field} name="amount" label=${t("amount")} inputmode="decimal" value=${credit} required autocomplete="off" />
        <${Field} name="reason" label=${t("reason")} maxlength="200" required autocomplete="off" autofocus />
      <//>
    <//>`;
}
