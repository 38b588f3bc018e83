// What stands where data would: nothing there, still coming, could not be read.

import { html } from "../vendor/htm-preact.js";
import { t } from "./texts.js";

/** @param {{ title: string, action?: any, children?: any }} props */
export function Empty({ title, action, children }) {
  return html`<div class="empty"><h2>${title}</h2>${children ? html`<p>${children}</p>` : null}${action ? html`<p>${action}</p>` : null}</div>`;
}

/** @param {{ rows?: number }} props */
export function Loading({ rows = 4 }) {
  return html`<div class="loading" role="status" aria-label=${t("loading")}>${Array.from({ length: rows }, (_, row) => html`<i key=${row}></i>`)}</div>`;
}

/** @param {{ problem?: Error | null, again?: () => void }} props */
export function Failed({ problem, again }) {
  return html`<div class="note bad" role="alert">
    <p>${problem?.message ?? t("failed")}</p>
    ${again ? html`<button type="button" class="quiet" onClick=${again}>${t("again")}</button>` : null}
  </div>`;
}

/**
 * The three above around what is known of a query; `children` is a function of its data.
 * @template Data
 * @param {{ known: import("../client/live.js").Known<Data>, rows?: number, children: (data: Data) => any }} props
 */
export function Reading({ known, rows, children }) {
  if (known.data === null) return known.problem ? html`<${Failed} problem=${known.problem} again=${known.again} />` : html`<${Loading} rows=${rows} />`;
  return html`
    ${known.problem ? html`<${Failed} problem=${known.problem} again=${known.again} />` : null}
    <div class="reading" data-stale=${known.stale} aria-busy=${known.loading}>${children(known.data)}</div>`;
}
