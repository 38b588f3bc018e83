// The pages of the settings, side by side: those that the role may see.

import { html } from "../../vendor/htm-preact.js";
import { place } from "../../frame/router.js";
import { may } from "../../frame/session.js";
import { TabRow } from "../../parts/tabs.js";
import { t } from "./texts.js";

const SECTIONS = /** @type {const} */ ([
  ["/settings/tills", "tills", "collections.read"],
  ["/settings/rules", "rules", "approval.read"],
  ["/settings/charges", "charges", "reconciliation.read"],
  ["/settings/withholding", "withholding", "payout.read"],
  ["/settings/law", "law", "ledger.read"],
  ["/settings/members", "members", "audit.read"],
  ["/settings/alerts", "alerts", "alert.read"],
  ["/settings/audit", "audit", "audit.read"],
  ["/settings/business", "business", "collections.read"],
]);

/** Those that are shown, the first of which is where the settings begin. */
export const sections = () => SECTIONS.filter(([, , right]) => may(right));

export function Tabs() {
  const { path } = place.value;
  const tabs = sections().map(([at, name]) => ({ href: at, text: t(name), current: path === at || path.startsWith(`${at}/`) }));
  return html`
    <div class="page-head"><h1>${t("title")}</h1></div>
    <${TabRow} label=${t("title")} tabs=${tabs} />`;
}
