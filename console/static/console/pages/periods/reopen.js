// Opens the last closed period again: asked for with a reason, approved by somebody else.

import { html } from "../../vendor/htm-preact.js";
import { act } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { daysOf } from "./days.js";
import { REOPEN_PERIOD } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ period: { id: string, firstDay: string, lastDay: string }, onClose: () => void }} props */
export function Reopen({ period, onClose }) {
  /** @param {Record<string, string>} values @param {string} key */
  async function ask({ comment = "" }, key) {
    const { approval } = await act(REOPEN_PERIOD, { input: { period: period.id, comment, idempotencyKey: key } });
    toast(t("reopenAsked"));
    if (approval) go(`/approvals/${approval.id}`);
  }
  return html`
    <${Panel} title=${t("reopenTitle", { days: daysOf(period) })} onClose=${onClose}>
      <p class="fine">${t("reopenSays")}</p>
      <${Form} label=${t("reopen")} send=${t("reopenSend")} onSend=${ask} wide>
        <${Field} name="comment" label=${t("reason")} hint=${t("reasonHint")} rows=${3} maxlength="500" required autofocus />
      <//>
    <//>`;
}
