// An amount of money: exact, with its cents, in figures of one width; a column of them stands right.

import { html } from "../vendor/htm-preact.js";
import { cents, shown } from "../client/money.js";

/** @param {{ value: string | null | undefined, currency?: boolean, quietZero?: boolean }} props decimal text in shillings */
export function Money({ value, currency = false, quietZero = false }) {
  if (value === null || value === undefined) return html`<span class="money none">–</span>`;
  const count = cents(value);
  const kind = count < 0n ? "negative" : count === 0n && quietZero ? "zero" : "";
  return html`<span class=${`money ${kind}`}>${currency ? html`<small class="currency">KES</small> ` : null}${shown(value)}</span>`;
}
