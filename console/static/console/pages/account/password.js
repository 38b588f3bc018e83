// Changing the password, and the address where a forgotten one is recovered.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { act } from "../../client/query.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { CHANGE_PASSWORD, CONFIRM_CONTACT, SET_CONTACT } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {{ again: () => Promise<void> }} Again */

/** @param {Again} props */
export function Password({ again }) {
  /** @param {Record<string, string>} values */
  async function send({ secret = "", newPassword = "" }) {
    await act(CHANGE_PASSWORD, { input: { secret, newPassword } });
    toast(t("passwordChanged"));
    await again();
  }
  return html`
    <section class="card" aria-labelledby="password-title">
      <h2 id="password-title">${t("password")}</h2>
      <${Form} label=${t("password")} send=${t("changePassword")} onSend=${send} clear wide>
        <${Field} name="secret" type="password" label=${t("passwordNow")} autocomplete="current-password" required />
        <${Field} name="newPassword" type="password" label=${t("newPassword")} hint=${t("newPasswordHint")} autocomplete="new-password" required />
      <//>
    </section>`;
}

/** @param {Again & { contact: string }} props */
export function Recovery({ contact, again }) {
  const [to, setTo] = useState("");
  /** @param {Record<string, string>} values */
  async function send({ contact: given = "", secret = "" }) {
    const reach = given.trim();
    const payload = await act(SET_CONTACT, { input: { secret, ...(reach.includes("@") ? { email: reach } : { phone: reach }) } });
    setTo(payload.sentTo ?? reach);
  }
  /** @param {Record<string, string>} values */
  async function prove({ code = "" }) {
    await act(CONFIRM_CONTACT, { input: { code: code.trim() } });
    setTo("");
    toast(t("contactProven"));
    await again();
  }
  return html`
    <section class="card" aria-labelledby="recovery-title">
      <h2 id="recovery-title">${t("recovery")}</h2>
      <p class="fine" id="contact">${contact ? t("recoveredAt", { contact }) : t("noContact")}</p>
      ${to
        ? html`<p class="note good" role="status">${t("codeSent", { to })}</p>
            <${Form} label=${t("confirmContact")} send=${t("confirmContact")} onSend=${prove} clear wide>
              <${Field} name="code" label=${t("codeOfMessage")} autocomplete="one-time-code" autocapitalize="characters" spellcheck=${false} required autofocus />
            <//>`
        : html`<${Form} label=${t("recovery")} send=${t("sendCode")} onSend=${send} names=${{ email: "contact", phone: "contact" }} wide>
            <${Field} name="contact" label=${t("contact")} autocomplete="email" autocapitalize="none" spellcheck=${false} required />
            <${Field} name="secret" type="password" label=${t("passwordNow")} autocomplete="current-password" required />
          <//>`}
    </section>`;
}
