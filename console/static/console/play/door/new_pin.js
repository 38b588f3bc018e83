// A forgotten PIN: a code to the phone, and a new one. Every session of the player ends.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { spoken } from "../../client/language.js";
import { act, refusal } from "../../client/query.js";
import { Field, Form } from "../../parts/form.js";
import { named } from "../who.js";
import { NeedsLink } from "./needs_link.js";
import { REQUEST_CODE, RESET_PIN } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ onDone: () => void }} props */
export function NewPin({ onDone }) {
  const [phone, setPhone] = useState("");
  /** @param {Record<string, string>} values */
  async function ask({ phone: typed = "" }) {
    await act(REQUEST_CODE, { input: { business: named.value, phone: typed.trim(), purpose: "RESET_PIN", language: spoken() } });
    setPhone(typed.trim());
  }
  /** @param {Record<string, string>} values */
  async function send({ code = "", newPin = "", again = "" }) {
    if (newPin !== again) throw refusal("PIN_DIFFERS", t("pinDiffers"), ["again"]);
    await act(RESET_PIN, { input: { phone, code: code.trim(), newPin } });
    onDone();
  }
  if (!named.value) return html`<${NeedsLink} />`;
  if (!phone) {
    return html`
      <p class="fine">${t("newPinSays")}</p>
      <${Form} key="phone" label=${t("newPin")} send=${t("sendCode")} onSend=${ask} wide>
        <${Field} name="phone" label=${t("phone")} type="tel" inputmode="tel" autocomplete="tel" required autofocus />
      <//>`;
  }
  return html`
    <p class="note" role="status">${t("codeMaybe", { phone })}</p>
    <${Form} key="code" label=${t("newPin")} send=${t("setPin")} onSend=${send} wide>
      <${Field} name="code" label=${t("code")} inputmode="numeric" autocomplete="one-time-code" maxlength="6" required autofocus />
      <${Field} name="newPin" label=${t("ownPin")} hint=${t("pinHint")} type="password" inputmode="numeric" autocomplete="new-password" maxlength="6" required />
      <${Field} name="again" label=${t("pinAgain")} type="password" inputmode="numeric" autocomplete="new-password" maxlength="6" required />
    <//>`;
}
