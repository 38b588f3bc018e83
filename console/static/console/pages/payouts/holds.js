// What a till holds for paying: who said so, and of when that is. Wherever it is shown, this stands beside it.

import { html } from "../../vendor/htm-preact.js";
import { timeShown } from "../../client/clock.js";
import { shown } from "../../client/money.js";
import { Time } from "../../parts/time.js";
import { t } from "./texts.js";

/** @typedef {{ holdsBy: Operations["PayoutFloat"]["data"]["payoutBoard"]["forecasts"][number]["holdsBy"], holdsSince: string | null }} Word */

/** @param {{ row: Word }} props */
export function SaidBy({ row }) {
  return html`<small class="fine">${t(`by${row.holdsBy}`)} ${row.holdsSince ? html`<${Time} at=${row.holdsSince} />` : null}</small>`;
}

/** A till to choose, as one line of text. @param {Word & { till: { name: string, shortcode: string }, left: string }} row */
export function tillWithFunds(row) {
  const { till: { name, shortcode }, left, holdsBy, holdsSince } = row;
  const by = [t(`by${holdsBy}`), holdsSince && timeShown(holdsSince)].filter(Boolean).join(" ");
  return t("tillLeft", { name, shortcode, left: shown(left), by });
}
