// What is known of a customer, put right in a panel. The account number stays: people pay to it.

import { html } from "../../vendor/htm-preact.js";
import { act } from "../../client/query.js";
import { Panel } from "../../parts/dialog.js";
import { Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { CustomerFields, NAMES, saidIn } from "./fields.js";
import { UPDATE_CUSTOMER } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ customer: import("./page.js").Customer, again: () => Promise<void>, onClose: () => void }} props */
export function EditCustomer({ customer, again, onClose }) {
  /** @param {Record<string, string>} values */
  async function save(values) {
    await act(UPDATE_CUSTOMER, { input: { customer: customer.id, ...saidIn(values) } });
    toast(t("saved"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("edit")} onClose=${onClose}>
      <p class="fine">${t("editSays", { account: customer.accountNumber })}</p>
      <${Form} label=${t("edit")} send=${t("save")} names=${NAMES} onSend=${save} wide><${CustomerFields} known=${customer} /><//>
    <//>`;
}
