// Verifies the books when somebody asks for it, and says what was found.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { timeShown } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { business } from "../../frame/session.js";
import { Icon } from "../../parts/icon.js";
import { Reading } from "../../parts/states.js";
import { INTEGRITY } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["BooksIntegrity"]["data"]} Known */

export function Proof() {
  const [asked, setAsked] = useState(false);
  const here = business.value;
  const known = useQuery(INTEGRITY, asked && here ? { business: here.id } : null);
  const verify = () => (asked ? known.again() : setAsked(true));
  return html`
    <section class="card"><h2>${t("proof")}</h2><p class="fine lead">${t("proofSays")}</p>
      ${asked ? html`<${Reading} known=${known} rows=${2}>${(/** @type {Known} */ { ledgerIntegrity }) => html`<${Found} of=${ledgerIntegrity} at=${known.at} />`}<//>` : null}
      <div class="actions"><button type="button" class=${asked ? "quiet" : ""} disabled=${asked && known.loading} onClick=${verify}><${Icon} name="approve" />${t("verify")}</button></div>
    </section>`;
}

/** @param {{ of: Known["ledgerIntegrity"], at: number }} props */
function Found({ of, at }) {
  const anchored = of.unanchoredSince ? t("unanchored", { at: timeShown(of.unanchoredSince) }) : t("anchored");
  if (!of.isValid) {
    return html`
      <div class="note bad" role="alert"><div><h3>${t("broken")}</h3><p>${t("brokenSays")}</p>
        <ul>${of.errors.map((error, index) => html`<li key=${index}><b>${error.code}</b> ${error.detail}</li>`)}</ul></div></div>`;
  }
  const says = of.headNumber === "0" ? t("empty") : t("holdsSays", { number: of.headNumber, at: timeShown(at) });
  return html`
    <div class="note good" role="status"><div><h3>${t("holds")}</h3><p>${says}</p></div></div>
    ${of.headNumber === "0" ? null : html`<p class="fine lead">${anchored}</p>`}`;
}
