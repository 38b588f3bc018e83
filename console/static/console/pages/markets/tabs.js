// The pages of markets, side by side.

import { html } from "../../vendor/htm-preact.js";
import { place } from "../../frame/router.js";
import { TabRow } from "../../parts/tabs.js";
import { t } from "./texts.js";

const LISTS = /** @type {const} */ ([
  ["/markets", "title"],
  ["/markets/settings", "settings"],
]);

export function Tabs() {
  const tabs = LISTS.map(([path, name]) => ({ href: path, text: t(name), current: place.value.path === path }));
  return html`<${TabRow} label=${t("title")} tabs=${tabs} />`;
}
