// The digest of a file that is kept elsewhere: typed, or worked out of the file here. The file goes nowhere.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { Field } from "../../parts/form.js";
import { t } from "./texts.js";

export function DocumentField() {
  const [digest, setDigest] = useState("");
  const [name, setName] = useState("");
  const able = Boolean(globalThis.crypto?.subtle); // not over plain http
  /** @param {any} event */
  async function take(event) {
    const [file] = event.target.files;
    if (!file) return;
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    setDigest([...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
    setName(file.name);
  }
  return html`
    <${Field} name="documentDigest" label=${t("documentDigest")} hint=${name ? t("documentOf", { name }) : t("documentHint")} value=${digest} maxlength="64" spellcheck=${false} autocomplete="off" />
    ${able ? html`<label class="of-file">${t("documentFile")} <input type="file" onChange=${take} /></label>` : null}`;
}
