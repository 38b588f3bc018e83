// The pause switch of one till.

import { html } from "../../../vendor/htm-preact.js";
import { useState } from "../../../vendor/preact-hooks.js";
import { act } from "../../../client/query.js";
import { may } from "../../../frame/session.js";
import { Chip } from "../../../parts/chip.js";
import { Panel } from "../../../parts/dialog.js";
import { Field, Form } from "../../../parts/form.js";
import { toast, told } from "../../../parts/toast.js";
import { PAUSE_REQUESTS, RESUME_REQUESTS } from "../../business/operations.js";
import { t } from "./texts.js";

/** @param {import("../page.js").Shown} props */
export function Switch({ till, again }) {
  const [open, setOpen] = useState(false);
  const of = { business: till.business.id, till: till.id };
  async function resume() {
    await told(() => act(RESUME_REQUESTS, { input: of }), t("resumed"));
    await again();
  }
  /** @param {Record<string, string>} values */
  async function pause({ reason = "" }) {
    await act(PAUSE_REQUESTS, { input: { ...of, reason } });
    toast(t("pausedNow"));
    setOpen(false);
    await again();
  }
  return html`
    <section class="card">
      <header class="page-head"><h2>${t("title")}</h2>
        <span class="end">${till.pause ? html`<${Chip} kind="warn">${t("paused")}<//>` : html`<${Chip} kind="good">${t("asks")}<//>`}</span></header>
      <p class="fine">${t("says")}</p>
      ${may("till.manage") ? html`<div class="actions">${till.pause
        ? html`<button type="button" onClick=${resume}>${t("resume")}</button>`
        : html`<button type="button" class="quiet" onClick=${() => setOpen(true)}>${t("pause")}</button>`}</div>` : null}
    </section>
    ${open ? html`<${Panel} title=${t("pause")} onClose=${() => setOpen(false)}>
      <${Form} label=${t("pause")} send=${t("pause")} onSend=${pause} wide danger>
        <${Field} name="reason" label=${t("reason")} hint=${t("reasonHint")} maxlength="200" required autofocus />
      <//>
    <//>` : null}`;
}
