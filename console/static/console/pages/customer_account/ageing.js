// How late what is owed is.

import { html } from "../../vendor/htm-preact.js";
import { isZero } from "../../client/money.js";
import { Money } from "../../parts/money.js";
import { t } from "./texts.js";

/** @typedef {{ notDue: string, days1To30: string, days31To60: string, days61To90: string, over90: string, due: string, credit: string, balance: string }} Figures */

export const BUCKETS = /** @type {const} */ (["notDue", "days1To30", "days31To60", "days61To90", "over90"]);

/** @param {{ figures: Figures }} props */
export function Ageing({ figures }) {
  if (isZero(figures.due)) return null;
  return html`<dl class="facts">${BUCKETS.map((name) => html`<dt key=${name}>${t(name)}</dt><dd><${Money} value=${figures[name]} quietZero /></dd>`)}</dl>`;
}
