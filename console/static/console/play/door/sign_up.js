// A new player: a phone, what is agreed to, and then the code that was texted with a PIN of one's own.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { spoken } from "../../client/language.js";
import { act, refusal } from "../../client/query.js";
import { enter } from "../../frame/session.js";
import { Field, Form } from "../../parts/form.js";
import { invited, named } from "../who.js";
import { NeedsLink } from "./needs_link.js";
import { REQUEST_CODE, SIGN_UP } from "./operations.js";
import { Place } from "./place.js";
import { t } from "./texts.js";

export function SignUp() {
  const [phone, setPhone] = useState("");
  /** @param {Record<string, string>} values */
  async function ask({ phone: typed = "", terms, age }) {
    if (!terms || !age) throw refusal("REQUIRED", t("tickBoth"));
    await act(REQUEST_CODE, { input: { business: named.value, phone: typed.trim(), purpose: "SIGN_UP", language: spoken() } });
    setPhone(typed.trim());
  }
  /** @param {Record<string, string>} values */
  async function send({ code = "", pin = "", again = "", displayName = "" }) {
    if (pin !== again) throw refusal("PIN_DIFFERS", t("pinDiffers"), ["again"]);
    const { me } = await act(SIGN_UP, { input: { business: named.value, phone, code: code.trim(), pin, displayName: displayName.trim(), language: spoken(), agreed: true } });
    invited.value = false;
    if (me) enter(me);
  }
  if (!named.value) return html`<${NeedsLink} />`;
  if (phone) {
    return html`<${Place} />
      <p class="note good" role="status">${t("codeSent", { phone })}</p>
      <${Form} key="code" label=${t("choosePin")} send=${t("finish")} onSend=${send} wide>
        <${Field} name="code" label=${t("code")} inputmode="numeric" autocomplete="one-time-code" maxlength="6" required autofocus />
        <${Field} name="pin" label=${t("ownPin")} hint=${t("pinHint")} type="password" inputmode="numeric" autocomplete="new-password" maxlength="6" required />
        <${Field} name="again" label=${t("pinAgain")} type="password" inputmode="numeric" autocomplete="new-password" maxlength="6" required />
        <${Field} name="displayName" label=${t("name")} autocomplete="name" maxlength="80" />
      <//>
      <button type="button" class="link" onClick=${() => setPhone("")}>${t("otherPhone")}</button>`;
  }
  return html`<${Place} />
    <${Form} key="phone" label=${t("signUp")} send=${t("sendCode")} onSend=${ask} wide>
      <${Field} name="phone" label=${t("phone")} hint=${t("phoneHint")} type="tel" inputmode="tel" autocomplete="tel" required autofocus />
      <details class="terms" open><summary>${t("terms")}</summary><ul>${/** @type {const} */ (["term1", "term2", "term3", "term4", "term5"]).map((name) => html`<li key=${name}>${t(name)}</li>`)}</ul></details>
      <label class="tick"><input type="checkbox" name="terms" value="yes" /><span>${t("agree")}</span></label>
      <label class="tick"><input type="checkbox" name="age" value="yes" /><span>${t("age")}</span></label>
    <//>`;
}
