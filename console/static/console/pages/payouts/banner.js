// Says that nothing is paid out, who stopped it and why, and that orders are unknown: wherever payouts are looked at.

import { html } from "../../vendor/htm-preact.js";
import { Money } from "../../parts/money.js";
import { Time } from "../../parts/time.js";
import { t } from "./texts.js";

/** @typedef {{ at: string, reason: string, by: { name: string } | null }} Pause */

/** @param {{ pause: Pause | null | undefined }} props */
export function Paused({ pause }) {
  if (!pause) return null;
  return html`<div class="note warn" role="status"><p><b>${t("paused")}</b> ${pause.reason} <small class="fine">${pause.by?.name ?? t("system")}, <${Time} at=${pause.at} /></small></p></div>`;
}

/** @param {{ unknown: { count: number, amount: string, oldestAt: string | null } }} props */
export function Unknown({ unknown }) {
  if (!unknown.count) return null;
  return html`<div class="note warn"><p><b>${t(unknown.count === 1 ? "oneUnknown" : "manyUnknown", { count: unknown.count })}</b> <${Money} value=${unknown.amount} currency />, ${t("since")} <${Time} at=${unknown.oldestAt} />. ${t("unknownSays")}</p>
    <a class="button quiet no-print" href="/payouts/unknown">${t("lookAtThem")}</a></div>`;
}
