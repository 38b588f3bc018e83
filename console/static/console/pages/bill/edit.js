// A draft as it is to be from now on, in a panel.

import { html } from "../../vendor/htm-preact.js";
import { act } from "../../client/query.js";
import { Panel } from "../../parts/dialog.js";
import { toast } from "../../parts/toast.js";
import { BillForm } from "./form.js";
import { EDIT_INVOICE } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ invoice: { id: string, number: string } & import("./form.js").Terms, again: () => Promise<void>, onClose: () => void }} props */
export function EditInvoice({ invoice, again, onClose }) {
  /** @param {any} terms */
  async function save(terms) {
    await act(EDIT_INVOICE, { input: { invoice: invoice.id, ...terms } });
    toast(t("saved"));
    onClose();
    await again();
  }
  const title = t("editTitle", { number: invoice.number });
  return html`<${Panel} title=${title} onClose=${onClose}><${BillForm} label=${title} send=${t("save")} known=${invoice} onSend=${save} /><//>`;
}
