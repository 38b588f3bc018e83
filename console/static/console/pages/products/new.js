// A new product, in a panel beside the list.

import { html } from "../../vendor/htm-preact.js";
import { act } from "../../client/query.js";
import { business } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { CREATE_PRODUCT } from "./operations.js";
import { termsOf, TermFields } from "./terms.js";
import { t } from "./texts.js";

/** @param {{ again: () => Promise<void>, onClose: () => void }} props */
export function NewProduct({ again, onClose }) {
  /** @param {Record<string, string>} values @param {string} key */
  async function create(values, key) {
    await act(CREATE_PRODUCT, { input: { business: business.value?.id ?? "", terms: termsOf(values), idempotencyKey: key } });
    toast(t("added"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("add")} onClose=${onClose}>
      <${Form} label=${t("add")} send=${t("create")} onSend=${create} wide><${TermFields} /><//>
    <//>`;
}
