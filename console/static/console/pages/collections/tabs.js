// The lists of money that comes in, side by side.

import { html } from "../../vendor/htm-preact.js";
import { place } from "../../frame/router.js";
import { TabRow } from "../../parts/tabs.js";
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
  const tabs = LISTS.map(([path, name]) => ({ href: path, text: t(name), current: place.value.path === path }));
  return html`<${TabRow} label=${t("title")} tabs=${tabs} />`;
}
