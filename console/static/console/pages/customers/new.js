// A new customer, in a panel beside the list.

import { html } from "../../vendor/htm-preact.js";
import { act } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { CustomerFields, NAMES, saidIn } from "../customer/fields.js";
import { CREATE_CUSTOMER } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ onClose: () => void }} props */
export function NewCustomer({ onClose }) {
  /** @param {Record<string, string>} values @param {string} key */
  async function create(values, key) {
    const input = { business: business.value?.id ?? "", ...saidIn(values), idempotencyKey: key };
    const { customer } = await act(CREATE_CUSTOMER, { input });
    if (!customer) return;
    toast(t("added", { account: customer.accountNumber }));
    go(`/customers/${customer.id}`);
  }
  return html`
    <${Panel} title=${t("add")} onClose=${onClose}>
      <${Form} label=${t("add")} send=${t("create")} names=${NAMES} onSend=${create} wide><${CustomerFields} /><//>
    <//>`;
}
