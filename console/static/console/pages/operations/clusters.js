// The clusters of workers: alive, and what waits for them.

import { html } from "../../vendor/htm-preact.js";
import { Chip } from "../../parts/chip.js";
import { Time } from "../../parts/time.js";
import { t } from "./texts.js";

/** @param {{ clusters: import("./page.js").Machine["clusters"] }} props */
export function Clusters({ clusters }) {
  return html`
    <h2 class="unseen">${t("clusters")}</h2>
    <ul class="clusters" aria-label=${t("clusters")}>
      ${clusters.map((each) => html`
        <li key=${each.name} class="card">
          <header><h3>${each.name}</h3><${Chip} kind=${each.isLate ? "bad" : "good"}>${t(each.isLate ? "silent" : "alive")}<//></header>
          <dl class="facts">
            <dt>${t("beat")}</dt><dd><${Time} at=${each.beatAt} /></dd>
            <dt>${t("due")}</dt><dd>${each.due}${each.oldestDue ? html` <small class="fine">${t("since")} <${Time} at=${each.oldestDue} /></small>` : null}</dd>
            <dt>${t("later")}</dt><dd>${each.later}</dd>
          </dl>
        </li>`)}
    </ul>`;
}
