// Vouchers, and what they are made from.

import { html } from "../../vendor/htm-preact.js";
import { place } from "../../frame/router.js";
import { TabRow } from "../../parts/tabs.js";
import { t } from "./texts.js";

const TABS = /** @type {const} */ ([
  ["/vouchers", "title"],
  ["/vouchers/recurring", "recurringTab"],
  ["/vouchers/templates", "templatesTab"],
]);

export function Tabs() {
  const { path } = place.value;
  const tabs = TABS.map(([address, name]) => ({ href: address, text: t(name), current: path === address }));
  return html`<${TabRow} label=${t("tabs")} tabs=${tabs} />`;
}
