// The pages of money that goes out, side by side.

import { html } from "../../vendor/htm-preact.js";
import { place } from "../../frame/router.js";
import { TabRow } from "../../parts/tabs.js";
import { t } from "./texts.js";

const LISTS = /** @type {const} */ ([
  ["/payouts", "title"],
  ["/payouts/unknown", "UNKNOWN"],
  ["/payouts/batches", "batches"],
  ["/payouts/schedules", "schedules"],
  ["/payouts/moves", "moves"],
  ["/payouts/float", "float"],
]);

export function Tabs() {
  const tabs = LISTS.map(([path, name]) => ({ href: path, text: t(name), current: place.value.path === path }));
  return html`<${TabRow} label=${t("title")} tabs=${tabs} />`;
}
