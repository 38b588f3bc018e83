// New credentials in the place of the old ones. What was typed leaves the page with the panel.

import { html } from "../../vendor/htm-preact.js";
import { act } from "../../client/query.js";
import { Panel } from "../../parts/dialog.js";
import { Form, nested } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { Secrets } from "../tills/secrets.js";
import { REPLACE_CREDENTIALS } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ till: { id: string, name: string }, again: () => Promise<void>, onClose: () => void }} props */
export function Replace({ till, again, onClose }) {
  /** @param {Record<string, string>} values */
  async function replace(values) {
    const { warning } = await act(REPLACE_CREDENTIALS, { input: { till: till.id, ...nested(values) } });
    toast(t("replaced", { name: till.name }));
    if (warning) toast(t("unproven"), "bad");
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("replaceTitle", { name: till.name })} onClose=${onClose}>
      <p class="note warn">${t("replaceSays")}</p>
      <${Form} label=${t("replace")} send=${t("replaceSend")} onSend=${replace} clear wide><${Secrets} /><//>
    <//>`;
}
