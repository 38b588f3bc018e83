// Setting up a second factor, its recovery codes shown this once, and taking it away.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { act } from "../../client/query.js";
import { begin } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { CONFIRM_TOTP, REMOVE_TOTP, START_TOTP } from "./operations.js";
import { QrCode } from "../../parts/qr_code.js";
import { t } from "./texts.js";

/** @param {{ enrolled: boolean, left: number, again: () => Promise<void> }} props */
export function SecondFactor({ enrolled, left, again }) {
  const [uri, setUri] = useState("");
  const [codes, setCodes] = useState(/** @type {string[]} */ ([]));

  /** @param {Record<string, string>} values */
  async function start({ secret = "" }) {
    const payload = await act(START_TOTP, { input: { secret } });
    if (payload.uri) setUri(payload.uri);
  }
  /** @param {Record<string, string>} values */
  async function confirm({ code = "" }) {
    const payload = await act(CONFIRM_TOTP, { input: { code: code.trim() } });
    setUri("");
    setCodes([...(payload.recoveryCodes ?? [])]);
    await again();
    await begin();
  }
  /** @param {Record<string, string>} values */
  async function remove({ secret = "", code = "" }) {
    await act(REMOVE_TOTP, { input: { secret, code: code.trim() } });
    setCodes([]);
    toast(t("factorRemoved"));
    await again();
    await begin();
  }

  return html`
    <section class="card" aria-labelledby="factor-title">
      <header class="page-head"><h2 id="factor-title">${t("factor")}</h2>
        <span class="end">${enrolled ? html`<${Chip} kind="good">${t("factorOn")}<//>` : html`<${Chip} kind="warn">${t("factorOff")}<//>`}</span></header>
      ${codes.length ? html`<${Codes} codes=${codes} />` : null}
      ${enrolled
        ? html`<p class="fine">${t("codesLeft", { count: left })}</p>
            <details><summary>${t("removeFactor")}</summary>
              <${Form} label=${t("removeFactor")} send=${t("removeFactor")} onSend=${remove} danger clear wide>
                <${Field} name="secret" type="password" label=${t("passwordNow")} autocomplete="current-password" required />
                <${Field} name="code" label=${t("codeOfApp")} autocomplete="one-time-code" spellcheck=${false} required />
              <//>
            </details>`
        : uri
          ? html`<${Scan} uri=${uri} />
              <${Form} label=${t("confirmFactor")} send=${t("confirmFactor")} onSend=${confirm} clear wide>
                <${Field} name="code" label=${t("codeOfApp")} inputmode="numeric" autocomplete="one-time-code" spellcheck=${false} required autofocus />
              <//>`
          : html`<p class="fine">${t("factorSays")}</p>
              <${Form} label=${t("factor")} send=${t("startFactor")} onSend=${start} clear wide>
                <${Field} name="secret" type="password" label=${t("passwordNow")} autocomplete="current-password" required />
              <//>`}
    </section>`;
}

/** @param {{ uri: string }} props */
function Scan({ uri }) {
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  return html`<div class="scan">
    <${QrCode} text=${uri} label=${t("scan")} />
    <div><p>${t("scan")}</p><p class="fine">${t("orType")}</p><code class="secret">${secret.replace(/(.{4})/g, "$1 ").trim()}</code></div>
  </div>`;
}

/** @param {{ codes: string[] }} props */
function Codes({ codes }) {
  return html`<div class="note good" role="status"><p><b>${t("factorDone")}</b><br />${t("keepCodes")}</p></div>
    <ul class="codes">${codes.map((code) => html`<li key=${code}><code>${code}</code></li>`)}</ul>`;
}
