// For who opened no link: without one nobody knows where they play.

import { html } from "../../vendor/htm-preact.js";
import { t } from "./texts.js";

export function NeedsLink() {
  return html`<p class="note warn">${t("needsLink")}</p>`;
}
