// For who cannot sign in: a forgotten password.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { act } from "../../client/query.js";
import { Field, Form } from "../../parts/form.js";
import { REQUEST_RESET, RESET } from "./operations.js";
import { t } from "./texts.js";

export function Outside() {
  return html`
    <main class="door" id="main" tabindex="-1">
      <div class="outside">
        <a class="brand" href="/"><img src="/static/console/favicon.svg" alt="" width="26" height="26" /><span>Hesabu</span></a>
        <p><a href="/">${t("toSignIn")}</a></p>
        <${Forgotten} />
        <p class="fine">${t("invited")} <a href="/join">${t("byToken")}</a></p>
      </div>
    </main>`;
}

function Forgotten() {
  const [asked, setAsked] = useState(false);
  const [done, setDone] = useState(false);
  /** @param {Record<string, string>} values */
  async function ask({ username = "" }) {
    await act(REQUEST_RESET, { input: { username: username.trim() } });
    setAsked(true);
  }
  /** @param {Record<string, string>} values */
  async function reset({ code = "", newPassword = "" }) {
    await act(RESET, { input: { code: code.trim(), newPassword } });
    setDone(true);
  }
  return html`
    <section class="card" aria-labelledby="forgot-title">
      <h1 id="forgot-title">${t("forgot")}</h1>
      ${done ? html`<p class="note good" role="status">${t("wasReset")}</p>` : null}
      ${asked && !done ? html`<p class="note good" role="status">${t("resetAsked")}</p>` : null}
      <${Form} label=${t("forgot")} send=${t("sendMeCode")} onSend=${ask} wide>
        <${Field} name="username" label=${t("username")} autocomplete="username" autocapitalize="none" spellcheck=${false} required />
      <//>
      <hr />
      <${Form} label=${t("setPassword")} send=${t("setPassword")} onSend=${reset} clear wide>
        <${Field} name="code" label=${t("codeOfMessage")} autocomplete="one-time-code" autocapitalize="characters" spellcheck=${false} required />
        <${Field} name="newPassword" type="password" label=${t("newPassword")} hint=${t("newPasswordHint")} autocomplete="new-password" required />
      <//>
      <p class="fine">${t("noMessage")}</p>
    </section>`;
}
