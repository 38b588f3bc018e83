// A reviewer's answer: ask another person for their yes, or refuse with a reason that the player reads.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { act } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { confirm } from "../../parts/confirm.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { REFUSE_KYC, REQUEST_UPGRADE } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ submission: import("./page.js").Submission, waiting?: import("./page.js").Waiting, again: () => Promise<void> }} props */
export function Answer({ submission, waiting, again }) {
  const [refusing, setRefusing] = useState(false);
  const { id, tier } = submission;
  const name = submission.name || submission.player.name;

  /** @param {Record<string, string>} values @param {string} key */
  async function ask({ comment = "" }, key) {
    const { approval } = await act(REQUEST_UPGRADE, { input: { submission: id, comment, idempotencyKey: key } });
    toast(t("asked"));
    if (approval) go(`/approvals/${approval.id}`);
  }
  /** @param {Record<string, string>} values */
  async function refuse({ reason = "" }) {
    if (!(await confirm({ title: t("refuseTitle", { name }), says: t("refuseSays"), verb: t("refuse"), danger: true }))) return;
    await act(REFUSE_KYC, { input: { submission: id, reason } });
    toast(t("refusedNow"));
    await again();
  }
  return html`
    <section class="card no-print"><h2>${t("answer")}</h2>
      ${waiting ? html`<div class="note warn"><p>${t("waits", { name: waiting.maker.name })} <a href=${`/approvals/${waiting.id}`}>${t("seeApproval")}</a></p></div>` : null}
      ${refusing ? html`
        <${Form} label=${t("refuse")} send=${t("refuse")} onSend=${refuse} wide danger
          extra=${html`<button type="button" class="quiet" onClick=${() => setRefusing(false)}>${t("not")}</button>`}>
          <${Field} name="reason" label=${t("reason")} hint=${t("reasonHint")} rows=${3} maxlength="500" required autofocus />
        <//>` : html`
        <${Form} label=${t("answer")} send=${t("ask", { tier: tier.name })} onSend=${ask} wide
          extra=${html`<button type="button" class="quiet" onClick=${() => setRefusing(true)}>${t("refuse")}</button>`}>
          <${Field} name="comment" label=${t("comment")} hint=${t("commentHint")} rows=${2} maxlength="500" />
        <//>`}
    </section>`;
}
