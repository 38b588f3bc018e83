// What needs a person now. The bell has read it; here it stands where one looks first.

import { html } from "../../vendor/htm-preact.js";
import { openAlerts, saidOf } from "../../frame/bell.js";
import { t } from "./texts.js";

export function Alerts() {
  const urgent = openAlerts.value.filter(({ severity }) => severity === "CRITICAL");
  if (urgent.length === 0) return null;
  return html`<div class="note bad" role="status"><p>${urgent.map((alert) => html`<b key=${alert.id}>${saidOf(alert)} </b>`)}</p><span>${t("seeBell")}</span></div>`;
}
