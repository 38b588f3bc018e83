// Taking an invoice out of the books, and giving up what is due of it.

import { html } from "../../vendor/htm-preact.js";
import { shown } from "../../client/money.js";
import { act } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { may } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { VOID_INVOICE, WRITE_OFF_INVOICE } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Invoice} Invoice */

/** @param {{ invoice: Invoice, again: () => Promise<void>, onClose: () => void }} props */
export function VoidInvoice({ invoice, again, onClose }) {
  /** @param {Record<string, string>} values */
  async function send(values) {
    await act(VOID_INVOICE, { input: { invoice: invoice.id, reason: values.reason ?? "" } });
    toast(t("voided"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("voidTitle", { number: invoice.serialNumber })} onClose=${onClose}>
      <p>${t("voidSays")}</p>
      <${Form} label=${t("void")} send=${t("void")} onSend=${send} wide danger>
        <${Field} name="reason" label=${t("reason")} maxlength="200" required autocomplete="off" autofocus />
      <//>
    <//>`;
}

/** @param {{ invoice: Invoice, onClose: () => void }} props */
export function WriteOff({ invoice, onClose }) {
  /** @param {Record<string, string>} values @param {string} key */
  async function send(values, key) {
    const { approval } = await act(WRITE_OFF_INVOICE, { input: { invoice: invoice.id, comment: values.comment ?? "", idempotencyKey: key } });
    toast(t(approval?.state === "APPROVED" ? "writtenOff" : "writeOffAsked"));
    onClose();
    if (approval && may("approval.read")) go(`/approvals/${approval.id}`);
  }
  return html`
    <${Panel} title=${t("writeOffTitle", { number: invoice.serialNumber })} onClose=${onClose}>
      <p>${t("writeOffSays", { amount: shown(invoice.due) })}</p>
      <${Form} label=${t("writeOff")} send=${t("writeOffSend")} onSend=${send} wide danger>
        <${Field} name="comment" label=${t("reason")} hint=${t("writeOffHint")} rows="2" maxlength="500" required autofocus />
      <//>
    <//>`;
}
