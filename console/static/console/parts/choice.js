// One of a few, side by side.

import { html } from "../vendor/htm-preact.js";

/** @param {{ name: string, value: string, options: Record<string, string>, onChoose: (value: any) => void }} props */
export function Choice({ name, value, options, onChoose }) {
  return html`<div class="segments">
    ${Object.entries(options).map(([key, label]) => html`
      <label key=${key}><input type="radio" name=${name} value=${key} checked=${value === key}
        onChange=${() => onChoose(key)} /><span>${label}</span></label>`)}
  </div>`;
}
