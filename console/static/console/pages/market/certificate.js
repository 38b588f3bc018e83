// The certificate of a settled market: its digest, the file, and how anybody checks it.

import { html } from "../../vendor/htm-preact.js";
import { ask } from "../../client/query.js";
import { Download } from "../papers/download.js";
import { MARKET_CERTIFICATE } from "./operations.js";
import { t } from "./texts.js";

/** Its address is asked for when it is wanted, since it is good for ten minutes. @param {{ market: import("./page.js").Market }} props */
export function Certificate({ market }) {
  const { certificate } = market;
  if (!certificate) return null;
  /** @returns {Promise<string | null>} */
  async function path() {
    const { node } = await ask(MARKET_CERTIFICATE, { id: market.id });
    return (node && "certificate" in node && node.certificate?.address) || null;
  }
  return html`
    <section class="card" aria-label=${t("certificate")}><h2>${t("certificate")}</h2>
      <p>${t("certificateSays")}</p>
      <div class="actions"><${Download} text=${t("take")} path=${path} /></div>
      <p class="fine">${t("check")}</p>
      <p class="digest"><code>python markets/verify_certificate.py FILE --digest ${certificate.digest}</code></p>
    </section>`;
}
