// What Daraja gave for an app: typed in once, sent once, and kept nowhere on the page.

import { html } from "../../vendor/htm-preact.js";
import { Field } from "../../parts/form.js";
import { t } from "./texts.js";

/** Nothing here may be remembered by a browser, corrected, or sent to a spelling service. */
const SECRET = { type: "password", autocomplete: "new-password", autocapitalize: "none", spellcheck: false, required: true, maxlength: 500 };

export function Secrets() {
  return html`
    <${Field} name="credentials.consumerKey" label=${t("consumerKey")} ...${SECRET} />
    <${Field} name="credentials.consumerSecret" label=${t("consumerSecret")} ...${SECRET} />
    <${Field} name="credentials.passkey" label=${t("passkey")} hint=${t("passkeyHint")} ...${SECRET} />`;
}
