// The lists of money that comes in, side by side.

import { html } from "../../vendor/htm-preact.js";
import { place } from "../../frame/router.js";
import { t } from "./texts.js";

const LISTS = /** @type {const} */ ([
  ["/collections", "receipts"],
  ["/suspense", "suspense"],
  ["/requests", "requests"],
  ["/cases", "cases"],
  ["/collections/inbox", "inbox"],
  ["/claims", "claims"],
]);

export function Tabs() {
  return html`
    <nav class="tabs" aria-label=${t("title")}>
      ${LISTS.map(([path, name]) => html`<a key=${path} href=${path} aria-current=${place.value.path === path ? "page" : null}>${t(name)}</a>`)}
    </nav>`;
}
