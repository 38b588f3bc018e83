// Alerts that are open in this business: how many, and what to do about each.

import { html } from "../vendor/htm-preact.js";
import { useQuery } from "../client/live.js";
import { Icon } from "../parts/icon.js";
import { Menu } from "../parts/menu.js";
import { Time } from "../parts/time.js";
import { OPEN_ALERTS } from "./operations.js";
import { business, may } from "./session.js";
import { t } from "./texts.js";

/** @typedef {Operations["OpenAlerts"]["data"]["alerts"]["edges"][number]["node"]} Alert */

export function Bell() {
  const known = useQuery(OPEN_ALERTS, may("alert.read") && business.value ? { business: business.value.code } : null);
  if (!may("alert.read")) return null;
  const alerts = (known.data?.alerts.edges ?? []).map(({ node }) => node);
  const count = known.stale ? "?" : alerts.length > 9 ? "9+" : alerts.length || "";
  const label = known.data ? t("alerts", { count: alerts.length }) : t("alertsUnknown");
  return html`
    <${Menu} label=${label} onOpen=${known.again}
      face=${html`<${Icon} name="bell" />${count ? html`<span class="count">${count}</span>` : null}`}>
      <h2 class="menu-title">${t("alertsTitle")}</h2>
      ${alerts.length === 0 ? html`<p class="fine">${t("noAlerts")}</p>` : null}
      <ul class="alerts">${alerts.map((alert) => html`<${One} key=${alert.id} alert=${alert} />`)}</ul>
    <//>`;
}

/** @param {{ alert: Alert }} props */
function One({ alert }) {
  return html`<li data-kind=${alert.severity === "CRITICAL" ? "bad" : "warn"}>
    <b>${sentence(alert.code)}</b>
    <small>${alert.detail}</small>
    <small><${Time} at=${alert.lastSeenAt} /> ${alert.timesSeen > 1 ? t("timesSeen", { count: alert.timesSeen }) : ""}</small>
  </li>`;
}

/** @param {string} code */
function sentence(code) {
  const text = code.toLowerCase().replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
