// What needs a person now, and what to do about it. The bell has read it; here it stands where one looks first.

import { html } from "../../vendor/htm-preact.js";
import { openAlerts } from "../../frame/bell.js";
import { foundBy, placeOf, remedyOf } from "../../frame/remedies.js";
import { t } from "./texts.js";

export function Alerts() {
  const urgent = openAlerts.value.filter(({ severity }) => severity === "CRITICAL");
  return urgent.map((alert) => {
    const { title, says } = remedyOf(alert.code);
    const [address, detail] = [placeOf(alert), foundBy(alert)];
    return html`<div key=${alert.id} class="note bad" role="status">
      <div><p><b>${title}.</b> ${says} ${address ? html`<a href=${address}>${t("toMend")}</a>` : null}</p>
        ${detail ? html`<p class="fine">${detail}</p>` : null}</div></div>`;
  });
}
