// The kill switch of a business: whoever may ask for payouts may stop them, the owner lets them go on.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { act } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast, told } from "../../parts/toast.js";
import { PAUSE_PAYOUTS, RESUME_PAYOUTS } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ business: string, pause: { reason: string } | null, again: () => Promise<void> }} props */
export function Switch({ business, pause, again }) {
  const [open, setOpen] = useState(false);
  async function resume() {
    await told(() => act(RESUME_PAYOUTS, { input: { business } }), t("resumed"));
    await again();
  }
  /** @param {Record<string, string>} values */
  async function stop({ reason = "" }) {
    await act(PAUSE_PAYOUTS, { input: { business, reason } });
    toast(t("pausedNow"));
    setOpen(false);
    await again();
  }
  return html`
    <section class="card">
      <header class="page-head"><h2>${t("switch")}</h2>
        <span class="end">${pause ? html`<${Chip} kind="warn">${t("paused")}<//>` : html`<${Chip} kind="good">${t("pays")}<//>`}</span></header>
      <p class="fine">${t("switchSays")}</p>
      <div class="actions">
        ${pause && may("payout.manage") ? html`<button type="button" onClick=${resume}>${t("resume")}</button>` : null}
        ${pause && !may("payout.manage") ? html`<p class="fine">${t("ownerResumes")}</p>` : null}
        ${!pause && may("payout.request") ? html`<button type="button" class="danger" onClick=${() => setOpen(true)}>${t("pause")}</button>` : null}
      </div>
    </section>
    ${open ? html`<${Panel} title=${t("pause")} onClose=${() => setOpen(false)}>
      <${Form} label=${t("pause")} send=${t("pause")} onSend=${stop} wide danger>
        <${Field} name="reason" label=${t("reason")} hint=${t("reasonHint")} maxlength="200" required autofocus />
      <//>
    <//>` : null}`;
}
