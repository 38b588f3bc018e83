// A state in one word, its colour with a meaning: good, busy, warn, bad, calm (nothing to do), dim (over).

import { html } from "../vendor/htm-preact.js";

/** @typedef {"good" | "busy" | "warn" | "bad" | "calm" | "dim"} Kind */

/** @param {{ kind?: Kind, title?: string, children?: any }} props */
export function Chip({ kind = "calm", title, children }) {
  return html`<span class="chip" data-kind=${kind} title=${title}><i aria-hidden="true"></i>${children}</span>`;
}
