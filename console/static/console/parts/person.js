// Somebody by name. Nobody is the system itself.

import { html } from "../vendor/htm-preact.js";
import { t } from "./texts.js";

/** @param {{ name: string | null | undefined }} props */
export function Person({ name }) {
  return name ? html`<span class="person-name">${name}</span>` : html`<span class="person-name none">${t("system")}</span>`;
}
