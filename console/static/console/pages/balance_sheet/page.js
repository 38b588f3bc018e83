// The balance sheet at the end of a day, beside the day before the period: what is owned and to whom it is owed.

import { html } from "../../vendor/htm-preact.js";
import { longDay, shortDay } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { isZero, shown, sum } from "../../client/money.js";
import { place } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Filters } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { Reading } from "../../parts/states.js";
import { dayBefore, daysOf, lastDay, NAMES } from "../ledger/days.js";
import { About, Head } from "../ledger/head.js";
import { Period } from "../ledger/period.js";
import { Rows, Sheet, Sum } from "../ledger/sections.js";
import { t } from "../ledger/texts.js";
import { BALANCE_SHEET } from "./operations.js";

export const styles = ["/static/console/pages/ledger/ledger.css"];

/** @typedef {Operations["BalanceSheetPage"]["data"]} Known */

export function Page() {
  const days = daysOf(place.value.query);
  const here = business.value;
  const day = lastDay(days);
  const before = days.from ? dayBefore(days.from) : null;
  const known = useQuery(BALANCE_SHEET, here && { business: here.id, day, compareDay: before });
  return html`
    <${Head} report="BALANCE_SHEET" title=${t("balanceSheet")} says=${t("balanceSays")} />
    <${Filters} names=${NAMES}><${Period} /><//>
    <section class="card narrow-sheet">
      <${About} days=${t("asOf", { day: longDay(day) })} title=${t("balanceSheet")} />
      <${Reading} known=${known} rows=${10}>
        ${(/** @type {Known} */ { balanceSheet }) => html`<${Statement} known=${balanceSheet} day=${day} before=${before} days=${days} />`}
      <//>
    </section>`;
}

/** @param {{ known: Known["balanceSheet"], day: string, before: string | null, days: import("../ledger/days.js").Days }} props */
function Statement({ known, day, before, days }) {
  const compared = before !== null;
  const { assets, liabilities, equity, currentResult, previousResult } = known;
  const year = (/** @type {string} */ of) => `${shortDay(of)} ${of.slice(0, 4)}`;
  const then = (/** @type {string[]} */ ...amounts) => (compared ? sum(amounts) : undefined);
  const own = sum([equity.total, currentResult]);
  const ownBefore = then(equity.previousTotal, previousResult ?? "0");
  const result = html`
    <tr class="row"><th scope="row">${t("currentResult")}</th><td><${Money} value=${currentResult} quietZero /></td>
      ${compared ? html`<td class="soft"><${Money} value=${previousResult} quietZero /></td>` : null}</tr>`;
  return html`
    ${isZero(known.difference) ? null : html`<p class="note bad" role="alert">${t("difference", { amount: shown(known.difference) })}</p>`}
    <${Sheet} label=${t("balanceSheet")} now=${year(day)} before=${before ? year(before) : null}>
      <${Rows} title=${t("ASSETS")} sum=${t("totalAssets")} section=${assets} compared=${compared} days=${days} />
      <${Rows} title=${t("LIABILITIES")} sum=${t("totalLiabilities")} section=${liabilities} compared=${compared} days=${days} />
      <${Rows} title=${t("EQUITIES")} sum=${t("totalEquity")} section=${{ ...equity, total: own, previousTotal: ownBefore ?? "0" }} compared=${compared} days=${days}>${result}<//>
      <tbody><tr class="space"><td></td></tr>
        ${Sum({ title: t("liabilitiesAndEquity"), now: sum([liabilities.total, own]), before: then(liabilities.previousTotal, ownBefore ?? "0"), kind: "grand" })}</tbody>
    <//>`;
}
