// Every alert of the business: what is open, what is over, what it was, and what to do.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useFollow, useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { Closing } from "../../frame/bell.js";
import { addressOf } from "../../frame/places.js";
import { foundBy, placeOf, remedyOf } from "../../frame/remedies.js";
import { place } from "../../frame/router.js";
import { business, MACHINE, may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { ChoiceFilter, DayFilter, dayRange, Filters } from "../../parts/filters.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { ALERT_CHANGED, ALERTS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["Alerts"]["data"]["alerts"]["nodes"][number]} Alert */

const NAMES = ["state", "severity", "day", "from", "to"];
const SEVERITIES = /** @type {const} */ (["CRITICAL", "WARNING", "INFO"]);
const KINDS = /** @type {const} */ ({ CRITICAL: "bad", WARNING: "warn", INFO: "calm" });

export function Page() {
  const states = [{ value: "open", label: t("open") }, { value: "closed", label: t("closed") }];
  return html`
    <div class="page-head"><h1>${t("title")}</h1><a class="button quiet end" href="/settings/alerts">${t("whoIsTold")}</a></div>
    <div class="page-head"><p class="fine">${t("says")}</p></div>
    <${Filters} names=${NAMES}>
      <${ChoiceFilter} name="state" label=${t("state")} options=${states} />
      <${ChoiceFilter} name="severity" label=${t("severity")} options=${SEVERITIES.map((value) => ({ value, label: t(value) }))} />
      <${DayFilter} />
    <//>
    <${Listed} />`;
}

function Listed() {
  const { query } = place.value;
  const [closing, setClosing] = useState(/** @type {Alert | null} */ (null));
  const order = orderOf(query, "OPENED_AT");
  const state = query.get("state");
  const severity = query.get("severity");
  const filter = { isOpen: state ? state === "open" : null, severities: severity ? /** @type {any} */ ([severity]) : null, day: dayRange(query) };
  const here = business.value && { business: business.value.id };
  const pages = useConnection(ALERTS, here && { ...here, filter, orderBy: order }, (data) => data.alerts);
  const again = useGathered(pages.known.again);
  useFollow(ALERT_CHANGED, here, (data) => void (data.alertChanged.alert && again()));
  return html`
    <${Table} label=${t("title")} columns=${columns(setClosing)} pages=${pages} order=${order} file="alerts" filtered=${NAMES.some((name) => query.has(name))}
      empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />
    ${closing ? html`<${Closing} alert=${closing} onClosed=${pages.known.again} onClose=${() => setClosing(null)} />` : null}`;
}

/** @param {(alert: Alert) => void} close @returns {import("../../parts/table.js").Column<Alert>[]} */
function columns(close) {
  return [
    { name: "what", label: t("what"), main: true, show: (row) => html`<${What} alert=${row} />`, csv: (row) => row.code },
    { name: "about", label: t("about"), show: (row) => html`<${About} alert=${row} />`, csv: (row) => aboutOf(row)?.text ?? "" },
    { name: "state", label: t("state"), show: (row) => html`<${State} alert=${row} />`, csv: (row) => row.resolvedAt ?? "" },
    { name: "opened", label: t("since"), order: "OPENED_AT", show: (row) => html`<${Time} at=${row.openedAt} />`, csv: (row) => row.openedAt },
    { name: "seen", label: t("seen"), order: "LAST_SEEN_AT", show: (row) => html`<${Time} at=${row.lastSeenAt} />${row.timesSeen > 1 ? html`<small>${t("times", { count: row.timesSeen })}</small>` : null}`, csv: (row) => row.lastSeenAt },
    { name: "verbs", label: t("verbs"), verbs: true, show: (row) => html`<${Verbs} alert=${row} onClose=${close} />` },
  ];
}

/** @param {{ alert: Alert }} props */
function What({ alert }) {
  const { title, says } = remedyOf(alert.code);
  const detail = foundBy(alert);
  return html`<b>${title}</b>${alert.resolvedAt ? null : html`<small>${says}</small>`}${detail ? html`<small>${detail}</small>` : null}`;
}

/** @param {{ alert: Alert }} props */
function About({ alert }) {
  const about = aboutOf(alert);
  if (!about) return html`<span class="fine">${t(alert.code === "DEAD_LETTER" ? "message" : alert.business ? "all" : "machine")}</span>`;
  return about.href ? html`<a href=${about.href}>${about.text}</a>` : about.text;
}

/** The thing that it is about, named, with its page. @param {Alert} alert */
function aboutOf({ subject }) {
  if (!subject) return null;
  const href = addressOf(subject.__typename, subject.id);
  if (subject.__typename === "Till") return { href, text: `${subject.name} (${subject.shortcode})` };
  if (subject.__typename === "PaymentRequest") return { href, text: t("request", { reference: subject.accountReference }) };
  if (subject.__typename === "Payout") return { href, text: t("payout", { description: subject.description }) };
  if (subject.__typename === "Market") return { href, text: t("market", { title: subject.title }) };
  return { href, text: t("receipt", { number: subject.number }) };
}

/** @param {{ alert: Alert }} props */
function State({ alert }) {
  if (!alert.resolvedAt) return html`<${Chip} kind=${KINDS[alert.severity]}>${t(alert.severity)}<//>`;
  return html`<${Chip} kind="dim">${t(alert.clearedItself ? "overItself" : "closedBy")}<//><small><${Time} at=${alert.resolvedAt} />${alert.clearedItself ? null : ` ${alert.comment}`}</small>`;
}

/** @param {{ alert: Alert, onClose: (alert: Alert) => void }} props */
function Verbs({ alert, onClose }) {
  if (alert.resolvedAt) return null;
  const address = placeOf(alert);
  const closes = alert.business ? may("alert.resolve") : may(MACHINE);
  return html`
    ${address ? html`<a href=${address}>${t("mend")}</a> ` : null}
    ${closes ? html`<button type="button" class="link" onClick=${() => onClose(alert)}>${t("close")}</button>` : null}`;
}
