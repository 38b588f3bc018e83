// What a filtered list comes to over all its pages, as the server adds it up.

import { html } from "../vendor/htm-preact.js";
import { shown } from "../client/money.js";
import { t } from "./texts.js";

/** @param {{ sums: { count: number, amount: string } | null | undefined }} props nothing stands there where it was not asked for */
export function ListSum({ sums }) {
  if (!sums) return null;
  const count = sums.count.toLocaleString("en-GB");
  return html`<p class="fine list-sum">${t(sums.count === 1 ? "row" : "rows", { count })} · ${t("inAll", { amount: shown(sums.amount) })}</p>`;
}
