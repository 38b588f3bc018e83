// The seal of an entry: its number, and the digest that gives away any change.

import { html } from "../../vendor/htm-preact.js";
import { Icon } from "../../parts/icon.js";
import { Time } from "../../parts/time.js";
import { t } from "./texts.js";

/** @param {{ entry: { number?: string | null, digest?: string | null, numberedAt?: string | null } }} props */
export function Seal({ entry }) {
  if (!entry.digest) return html`<section class="card"><h2>${t("seal")}</h2><p class="fine">${t("unsealed")}</p></section>`;
  return html`
    <section class="card seal"><h2><${Icon} name="lock" />${t("sealed", { number: `#${entry.number}` })}</h2>
      <dl class="facts">
        <dt>${t("digest")}</dt><dd class="digest">${entry.digest}</dd>
        <dt>${t("numberedAt")}</dt><dd><${Time} at=${entry.numberedAt} /></dd>
      </dl>
      <p class="fine no-print">${t("sealSays")}</p>
    </section>`;
}
