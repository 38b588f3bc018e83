// Vouchers, and what they are made from.

import { html } from "../../vendor/htm-preact.js";
import { place } from "../../frame/router.js";
import { t } from "./texts.js";

const TABS = /** @type {const} */ ([
  ["/vouchers", "title"],
  ["/vouchers/recurring", "recurringTab"],
  ["/vouchers/templates", "templatesTab"],
]);

export function Tabs() {
  const { path } = place.value;
  return html`<nav class="tabs no-print" aria-label=${t("tabs")}>
    ${TABS.map(([address, name]) => html`<a key=${address} href=${address} aria-current=${path === address ? "page" : null}>${t(name)}</a>`)}
  </nav>`;
}
