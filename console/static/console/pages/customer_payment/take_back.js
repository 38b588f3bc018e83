// Undoing a payment that was written down: a cheque that bounced, a slip.

import { html } from "../../vendor/htm-preact.js";
import { shown } from "../../client/money.js";
import { act } from "../../client/query.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { TAKE_BACK_PAYMENT } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ payment: string, amount: string, again: () => Promise<void>, onClose: () => void }} props */
export function TakeBack({ payment, amount, again, onClose }) {
  /** @param {Record<string, string>} values */
  async function send(values) {
    await act(TAKE_BACK_PAYMENT, { input: { payment, reason: values.reason ?? "" } });
    toast(t("takenBack"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("takeBackTitle", { amount: shown(amount) })} onClose=${onClose}>
      <p>${t("takeBackSays")}</p>
      <${Form} label=${t("takeBack")} send=${t("takeBack")} onSend=${send} wide danger>
        <${Field} name="reason" label=${t("reason")} hint=${t("reasonHint")} maxlength="200" required autocomplete="off" autofocus />
      <//>
    <//>`;
}
