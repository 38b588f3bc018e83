// The trail of a payment, as a timeline; `after` is what stands behind it.

import { html } from "../../../vendor/htm-preact.js";
import { Timeline } from "../../../parts/timeline.js";
import { trailOf } from "./steps.js";
import { t } from "./texts.js";

/** @typedef {import("./steps.js").Step} Step */

/** What has a moment stands where it belongs, what is still to come stands last. @param {readonly Step[]} steps */
function inOrder(steps) {
  const been = steps.filter(({ at }) => at).map((step, index) => ({ step, index, moment: Date.parse(step.at ?? "") }));
  return [...been.sort((a, b) => a.moment - b.moment || a.index - b.index).map(({ step }) => step), ...steps.filter(({ at }) => !at)];
}

/** `here`: the thing whose page it is. @param {{ trail: { nodes: readonly Fragments["TrailRow"][], pageInfo: { hasNextPage: boolean } }, label: string, here: string, lines?: Map<string, import("./steps.js").Lines>, after?: Step[] }} props */
export function Trail({ trail, label, here, lines, after }) {
  const steps = trailOf(trail.nodes, here, lines);
  return html`
    <${Timeline} label=${label} steps=${after ? inOrder([...steps, ...after]) : steps} />
    ${trail.pageInfo.hasNextPage ? html`<p class="fine">${t("more", { count: trail.nodes.length })}</p>` : null}`;
}
