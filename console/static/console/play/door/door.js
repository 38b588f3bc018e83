// How a player comes in: with phone and PIN, for the first time, or with a new PIN.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { language, speak } from "../../client/language.js";
import { act } from "../../client/query.js";
import { SIGN_IN } from "../../frame/operations.js";
import { enter } from "../../frame/session.js";
import { Field, Form } from "../../parts/form.js";
import { invited } from "../who.js";
import { NewPin } from "./new_pin.js";
import { SignUp } from "./sign_up.js";
import { t } from "./texts.js";

/** @param {{ ended: boolean }} props */
export function Door({ ended }) {
  const [way, setWay] = useState(invited.value ? "up" : "in");
  const [done, setDone] = useState(false);
  const other = language.value === "en" ? "sw" : "en";
  const title = t(way === "up" ? "signUp" : way === "pin" ? "newPin" : "signIn");
  return html`
    <main class="door" id="main" tabindex="-1">
      <div class="door-card">
        <img src="/static/console/favicon.svg" alt="" width="44" height="44" />
        <h1>${title}</h1>
        ${ended ? html`<p class="note warn" role="status">${t("ended")}</p>` : null}
        ${done && way === "in" ? html`<p class="note good" role="status">${t("pinSet")}</p>` : null}
        ${way === "up" ? html`<${SignUp} />` : way === "pin" ? html`<${NewPin} onDone=${() => (setDone(true), setWay("in"))} />` : html`<${SignIn} />`}
        <div class="door-ways">
          ${way === "in" ? null : html`<button type="button" class="link" onClick=${() => setWay("in")}>${t("haveAccount")}</button>`}
          ${way === "up" ? null : html`<button type="button" class="link" onClick=${() => setWay("up")}>${t("newHere")}</button>`}
          ${way === "pin" ? null : html`<button type="button" class="link" onClick=${() => setWay("pin")}>${t("forgot")}</button>`}
          <button type="button" class="link" lang=${other} onClick=${() => speak(other)}>${other === "sw" ? "Kiswahili" : "English"}</button>
        </div>
        <p class="fine">${t("adults")}</p>
      </div>
    </main>`;
}

function SignIn() {
  /** @param {Record<string, string>} values */
  async function send({ phone = "", pin = "" }) {
    const { me } = await act(SIGN_IN, { input: { identifier: phone.trim(), secret: pin.trim() } });
    invited.value = false;
    if (me) enter(me);
  }
  return html`
    <${Form} label=${t("signIn")} send=${t("signIn")} onSend=${send} names=${{ identifier: "phone", secret: "pin" }} wide>
      <${Field} name="phone" label=${t("phone")} type="tel" inputmode="tel" autocomplete="username" required autofocus />
      <${Field} name="pin" label=${t("pin")} type="password" inputmode="numeric" autocomplete="current-password" required />
    <//>`;
}
