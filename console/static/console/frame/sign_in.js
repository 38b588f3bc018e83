// The door.

import { html } from "../vendor/htm-preact.js";
import { useState } from "../vendor/preact-hooks.js";
import { language } from "../client/language.js";
import { act, Refusal } from "../client/query.js";
import { Field, Form } from "../parts/form.js";
import { SIGN_IN } from "./operations.js";
import { chooseLanguage, enter } from "./session.js";
import { t } from "./texts.js";

/** @param {{ ended: boolean }} props */
export function SignIn({ ended }) {
  const [second, setSecond] = useState(false);
  const [spoken, setSpoken] = useState(false);

  /** @param {Record<string, string>} values */
  async function send({ identifier = "", secret = "", code = "" }) {
    try {
      const payload = await act(SIGN_IN, { input: { identifier: identifier.trim(), secret, code: code.trim() } });
      if (payload.me) enter(payload.me);
      if (spoken) void chooseLanguage(language.value);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "TOTP_REQUIRED" || second) throw error;
      setSecond(true);
    }
  }

  function switchLanguage() {
    setSpoken(true);
    return chooseLanguage(language.value === "en" ? "sw" : "en");
  }

  return html`
    <main class="door" id="main" tabindex="-1">
      <div class="door-card">
        <img src="/static/console/favicon.svg" alt="" width="44" height="44" />
        <h1>${t("signInTitle")}</h1>
        ${ended ? html`<p class="note warn" role="status">${t("sessionEnded")}</p>` : null}
        <${Form} label=${t("signInTitle")} send=${t("signIn")} onSend=${send} wide>
          <${Field} name="identifier" label=${t("identifier")} autocomplete="username" autocapitalize="none" spellcheck=${false} required autofocus />
          <${Field} name="secret" type="password" label=${t("secret")} autocomplete="current-password" required />
          ${second ? html`<${Field} name="code" label=${t("code")} hint=${t("codeHint")} autocomplete="one-time-code" autocapitalize="characters" spellcheck=${false} required autofocus />` : null}
        <//>
        <p class="fine">${t("whoSignsIn")} <a href="/account">${t("forgot")}</a></p>
        <button type="button" class="link" lang=${language.value === "en" ? "sw" : "en"}
          onClick=${switchLanguage}>${language.value === "en" ? "Kiswahili" : "English"}</button>
      </div>
    </main>`;
}
