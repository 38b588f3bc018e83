// The pages of what is billed again and again, side by side.

import { html } from "../../vendor/htm-preact.js";
import { place } from "../../frame/router.js";
import { TabRow } from "../../parts/tabs.js";
import { t } from "./texts.js";

const LISTS = /** @type {const} */ ([
  ["/subscriptions", "title"],
  ["/subscriptions/plans", "plans"],
  ["/subscriptions/runs", "run"],
  ["/subscriptions/reminders", "reminders"],
]);

export function Tabs() {
  const tabs = LISTS.map(([path, name]) => ({ href: path, text: t(name), current: place.value.path === path }));
  return html`<${TabRow} label=${t("title")} tabs=${tabs} />`;
}
