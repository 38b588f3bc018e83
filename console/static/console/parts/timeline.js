// What happened, in order; what is still to come stands pale below.

import { html } from "../vendor/htm-preact.js";
import { Time } from "./time.js";

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {string | null} [at] a moment; none for what is still to come
 * @property {import("./chip.js").Kind} [kind]
 * @property {any} [says] text or markup
 */

/** @param {{ steps: Step[], label: string }} props */
export function Timeline({ steps, label }) {
  return html`<ol class="timeline" aria-label=${label}>
    ${steps.map((step, index) => html`
      <li key=${index} data-kind=${step.kind ?? "calm"} data-done=${Boolean(step.at)}>
        <span class="timeline-head"><b>${step.title}</b>${step.at ? html`<${Time} at=${step.at} />` : null}</span>
        ${step.says ? html`<div class="timeline-says">${step.says}</div>` : null}
      </li>`)}
  </ol>`;
}
