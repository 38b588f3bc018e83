// Moving what a payment paid of an invoice: to another one of the customer, or to their credit.

import { html } from "../../vendor/htm-preact.js";
import { useQuery } from "../../client/live.js";
import { shown } from "../../client/money.js";
import { act } from "../../client/query.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { OTHER_INVOICES, REALLOCATE_PAYMENT } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ invoice: import("./page.js").Invoice, paid: import("./settled.js").Paid, again: () => Promise<void>, onClose: () => void }} props */
export function MovePayment({ invoice, paid, again, onClose }) {
  const known = useQuery(OTHER_INVOICES, { customer: invoice.customer.id });
  const node = known.data?.node;
  const others = node && "invoices" in node ? node.invoices.nodes.filter(({ id }) => id !== invoice.id) : [];

  /** @param {Record<string, string>} values */
  async function send(values) {
    await act(REALLOCATE_PAYMENT, { input: { allocation: paid.id, invoice: values.invoice || null, reason: values.reason ?? "" } });
    toast(t("moved"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("moveTitle", { amount: shown(paid.amount) })} onClose=${onClose}>
      <p class="fine">${t("moveSays", { number: invoice.serialNumber })}</p>
      <${Form} label=${t("move")} send=${t("move")} onSend=${send} wide>
        <${Field} name="invoice" label=${t("moveTo")} options=${[{ value: "", label: t("toCredit") }, ...others.map((each) => ({ value: each.id, label: `${each.serialNumber} (${each.number}): ${shown(each.due)}` }))]} />
        <${Field} name="reason" label=${t("reason")} maxlength="200" required autocomplete="off" />
      <//>
    <//>`;
}
