// Alerts that are open in this business: how many, and what to do about each.

import { html } from "../vendor/htm-preact.js";
import { signal } from "../vendor/signals.js";
import { useEffect } from "../vendor/preact-hooks.js";
import { useQuery } from "../client/live.js";
import { Icon } from "../parts/icon.js";
import { Menu } from "../parts/menu.js";
import { Time } from "../parts/time.js";
import { OPEN_ALERTS } from "./operations.js";
import { business, may } from "./session.js";
import { t } from "./texts.js";

/** @typedef {Operations["OpenAlerts"]["data"]["alerts"]["nodes"][number]} Alert */

/** What is open in the business that is chosen; the bell keeps it, a page may show it. */
export const openAlerts = signal(/** @type {Alert[]} */ ([]));

export function Bell() {
  const known = useQuery(OPEN_ALERTS, may("alert.read") && business.value ? { business: business.value.id } : null);
  const alerts = known.data?.alerts.nodes ?? [];
  useEffect(() => {
    openAlerts.value = alerts;
  }, [known.data]);
  const count = known.stale ? "?" : alerts.length > 9 ? "9+" : alerts.length || "";
  if (!may("alert.read")) return null;
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
    <b>${saidOf(alert)}</b>
    <small>${alert.detail ?? alert.counts.map((each) => `${saidOf(each)}: ${each.count}`).join(", ")}</small>
    <small><${Time} at=${alert.lastSeenAt} /> ${alert.timesSeen > 1 ? t("timesSeen", { count: alert.timesSeen }) : ""}</small>
  </li>`;
}

/** A code as people read it. @param {{ code: string }} thing */
export function saidOf({ code }) {
  const text = code.toLowerCase().replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
