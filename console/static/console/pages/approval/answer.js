// Yes, no, or taken back.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { act } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { confirm } from "../../parts/confirm.js";
import { Field, Form } from "../../parts/form.js";
import { toast, told } from "../../parts/toast.js";
import { OnlyYou } from "../approvals/only_you.js";
import { APPROVE, CANCEL, REFUSE } from "./operations.js";
import { t } from "./texts.js";

/** Who answers what not everybody who approves may: the server's table, which a test compares. @type {Record<string, string>} */
const RIGHTS = { "market.correct": "market.decide", "market.open": "market.decide", "market.settle": "market.decide", "market.void": "market.decide" };

/** @param {{ approval: import("./page.js").Approval, enrolled: boolean, again: () => Promise<void> }} props */
export function Answer({ approval, enrolled, again }) {
  const mine = approval.maker.isMe;
  const [refusing, setRefusing] = useState(false);
  const here = { approval: approval.id };

  /** @param {Record<string, string>} values */
  async function approve({ comment = "", code = "", secret = "" }) {
    if (!(await confirm({ title: t("approveTitle"), says: t("approveSays"), verb: t("approve") }))) return;
    await act(APPROVE, { input: { ...here, digest: approval.digest, comment, code, secret } });
    toast(t("doneNow"));
    await again();
  }
  /** @param {Record<string, string>} values */
  async function refuse({ comment = "" }) {
    await act(REFUSE, { input: { ...here, comment } });
    toast(t("refusedNow"));
    await again();
  }
  const cancel = async () => (await told(() => act(CANCEL, { input: { ...here, comment: "" } }), t("cancelledNow"))) && again();
  const another = mine && approval.twoPeople;
  const able = may(RIGHTS[approval.kind] ?? "approval.decide");
  const decides = able && !another;
  return html`
    <section class="card no-print"><h2>${t("answer")}</h2>
      ${another ? html`<p>${t("another")}</p>` : mine ? html`<p>${t("mine")}</p>` : null}
      ${mine ? html`<${OnlyYou} kind=${approval.kind} at=${approval.createdAt} able=${able} of=${approval.business.id} />` : null}
      ${decides && !refusing ? html`
        <${Form} label=${t("answer")} send=${t("approve")} onSend=${approve} wide
          extra=${mine ? null : html`<button type="button" class="quiet" onClick=${() => setRefusing(true)}>${t("refuse")}</button>`}>
          <${Field} name="comment" label=${t("comment")} rows=${2} />
          ${enrolled ? html`<${Field} name="code" label=${t("code")} hint=${t("codeHint")} inputmode="numeric" autocomplete="one-time-code" />` : null}
          ${mine ? html`<${Field} name="secret" label=${t("secret")} hint=${t("secretHint")} type="password" autocomplete="current-password" />` : null}
        <//>` : null}
      ${decides && refusing ? html`
        <${Form} label=${t("refuse")} send=${t("refuse")} onSend=${refuse} wide danger>
          <${Field} name="comment" label=${t("reason")} rows=${2} required autofocus />
        <//>` : null}
      ${mine ? html`<div class="actions"><button type="button" class="quiet" onClick=${cancel}>${t("cancel")}</button></div>` : null}
    </section>`;
}
