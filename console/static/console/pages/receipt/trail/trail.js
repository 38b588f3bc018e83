// The trail of a payment, as a timeline; `after` is what stands behind it.

import { html } from "../../../vendor/htm-preact.js";
import { Timeline } from "../../../parts/timeline.js";
import { trailOf } from "./steps.js";
import { t } from "./texts.js";

/** @typedef {import("./steps.js").Step} Step */

/** @param {{ trail: { nodes: readonly Fragments["TrailRow"][], pageInfo: { hasNextPage: boolean } }, label: string, lines?: Map<string, import("./steps.js").Lines>, after?: Step[] }} props */
export function Trail({ trail, label, lines, after = [] }) {
  return html`
    <${Timeline} label=${label} steps=${[...trailOf(trail.nodes, lines), ...after]} />
    ${trail.pageInfo.hasNextPage ? html`<p class="fine">${t("more", { count: trail.nodes.length })}</p>` : null}`;
}
