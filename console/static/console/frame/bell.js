// Alerts that are open in this business: how many, and what to do about each.

import { html } from "../vendor/htm-preact.js";
import { signal } from "../vendor/signals.js";
import { useEffect, useState } from "../vendor/preact-hooks.js";
import { useQuery } from "../client/live.js";
import { act } from "../client/query.js";
import { Panel } from "../parts/dialog.js";
import { Field, Form } from "../parts/form.js";
import { Icon } from "../parts/icon.js";
import { Menu } from "../parts/menu.js";
import { Time } from "../parts/time.js";
import { toast } from "../parts/toast.js";
import { OPEN_ALERTS, RESOLVE_ALERT } from "./operations.js";
import { foundBy, placeOf, remedyOf } from "./remedies.js";
import { business, MACHINE, may } from "./session.js";
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
  const [closing, setClosing] = useState(/** @type {Alert | null} */ (null));
  const count = known.stale ? "?" : alerts.length > 9 ? "9+" : alerts.length || "";
  if (!may("alert.read")) return null;
  const label = known.data ? t("alerts", { count: alerts.length }) : t("alertsUnknown");
  return html`
    <${Menu} label=${label} onOpen=${known.again}
      face=${html`<${Icon} name="bell" />${count ? html`<span class="count">${count}</span>` : null}`}>
      <h2 class="menu-title">${t("alertsTitle")}</h2>
      ${alerts.length === 0 ? html`<p class="fine">${t("noAlerts")}</p>` : null}
      <ul class="alerts">${alerts.map((alert) => html`<${One} key=${alert.id} alert=${alert} onClose=${setClosing} />`)}</ul>
      <p class="menu-foot"><a href="/alerts">${t("allAlerts")}</a></p>
    <//>
    ${closing ? html`<${Closing} alert=${closing} onClosed=${known.again} onClose=${() => setClosing(null)} />` : null}`;
}

/** @param {{ alert: Alert, onClose: (alert: Alert) => void }} props */
function One({ alert, onClose }) {
  const { title, says } = remedyOf(alert.code);
  const address = placeOf(alert);
  const closes = alert.business ? may("alert.resolve") : may(MACHINE);
  const detail = foundBy(alert);
  return html`<li data-kind=${alert.severity === "CRITICAL" ? "bad" : "warn"}>
    <b>${title}</b>
    <span>${says}</span>
    ${detail ? html`<small>${detail}</small>` : null}
    <small><${Time} at=${alert.lastSeenAt} /> ${alert.timesSeen > 1 ? t("timesSeen", { count: alert.timesSeen }) : ""}</small>
    <span class="alert-acts">
      ${address ? html`<a href=${address}>${t("toMend")}</a>` : null}
      ${closes ? html`<button type="button" class="link" onClick=${() => onClose(alert)}>${t("closeAlert")}</button>` : null}
    </span>
  </li>`;
}

/** Closed by a person who says what it was. @param {{ alert: { id: string, code: string }, onClosed: () => Promise<void>, onClose: () => void }} props */
export function Closing({ alert, onClosed, onClose }) {
  /** @param {Record<string, string>} values */
  async function close({ comment = "" }) {
    await act(RESOLVE_ALERT, { input: { alert: alert.id, comment } });
    toast(t("alertClosed"));
    onClose();
    await onClosed();
  }
  return html`
    <${Panel} title=${remedyOf(alert.code).title} onClose=${onClose}>
      <p>${t("closeAlertSays")}</p>
      <${Form} label=${t("closeAlert")} send=${t("closeAlert")} onSend=${close} wide>
        <${Field} name="comment" label=${t("closeComment")} hint=${t("closeCommentHint")} rows=${3} maxlength="500" required autofocus />
      <//>
    <//>`;
}
