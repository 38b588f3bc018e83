// The certificate of a settled market, for whoever follows it, with a stake or without.

import { html } from "../../vendor/htm-preact.js";
import { ask } from "../../client/query.js";
import { Download } from "../../pages/papers/download.js";
import { Icon } from "../../parts/icon.js";
import { CERTIFICATE } from "./operations.js";
import { t } from "./texts.js";

/** Its address is asked for when it is wanted: it is good for ten minutes. @param {{ market: string }} props */
export function TakeCertificate({ market }) {
  return html`<${Download} text=${t("certificateTake")} path=${async () => {
    const { node } = await ask(CERTIFICATE, { id: market });
    return (node && "certificate" in node && node.certificate?.address) || null;
  }} />`;
}

/** The file that checks a certificate and a proof, as the server has it. */
export function TakeVerifier() {
  return html`<a class="button quiet" href="/verify_certificate.py" download><${Icon} name="download" />${t("verifierTake")}</a>`;
}

/** @param {{ market: import("./page.js").Market }} props */
export function Certificate({ market }) {
  if (!market.certificate) return null;
  return html`
    <section class="card" id="certificate"><h2>${t("certificate")}</h2><p class="fine">${t("certificateSays")}</p>
      <p class="fine">${t("certificateDigest")} <code class="digest">${market.certificate.digest}</code></p>
      <div class="actions"><${TakeCertificate} market=${market.id} /><${TakeVerifier} /></div>
    </section>`;
}
