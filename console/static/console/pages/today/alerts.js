// What needs a person now, and what to do about it. The bell has read it; here it stands where one looks first.

import { html } from "../../vendor/htm-preact.js";
import { openAlerts } from "../../frame/bell.js";
import { remedyOf } from "../../frame/remedies.js";
import { t } from "./texts.js";

export function Alerts() {
  const urgent = openAlerts.value.filter(({ severity }) => severity === "CRITICAL");
  return urgent.map((alert) => {
    const { title, says, address } = remedyOf(alert.code);
    return html`<div key=${alert.id} class="note bad" role="status">
      <p><b>${title}.</b> ${says} ${address ? html`<a href=${address}>${t("toMend")}</a>` : null}</p></div>`;
  });
}
