// A customer's name and phone, put right in a panel. The account number stays: people pay to it.

import { html } from "../../vendor/htm-preact.js";
import { act } from "../../client/query.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { UPDATE_CUSTOMER } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ customer: import("./page.js").Customer, again: () => Promise<void>, onClose: () => void }} props */
export function EditCustomer({ customer, again, onClose }) {
  /** @param {Record<string, string>} values */
  async function save({ name = "", phone = "" }) {
    await act(UPDATE_CUSTOMER, { input: { customer: customer.id, name, phone: phone.trim() || null } });
    toast(t("saved"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("edit")} onClose=${onClose}>
      <p class="fine">${t("editSays", { account: customer.accountNumber })}</p>
      <${Form} label=${t("edit")} send=${t("save")} onSend=${save} wide>
        <${Field} name="name" label=${t("name")} value=${customer.name} maxlength="120" required autofocus autocomplete="off" />
        <${Field} name="phone" label=${t("phone")} hint=${t("editPhoneHint")} value=${customer.phone ?? ""} type="tel" autocomplete="off" />
      <//>
    <//>`;
}
