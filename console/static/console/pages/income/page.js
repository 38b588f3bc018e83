// The income statement: earned, spent, and what is left, beside the period before.

import { html } from "../../vendor/htm-preact.js";
import { daysShown } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { place } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Filters } from "../../parts/filters.js";
import { Reading } from "../../parts/states.js";
import { daysOf, NAMES, shownDays } from "../ledger/days.js";
import { About, Head } from "../ledger/head.js";
import { Period } from "../ledger/period.js";
import { Rows, Sheet, Sum } from "../ledger/sections.js";
import { t } from "../ledger/texts.js";
import { INCOME } from "./operations.js";

export const styles = ["/static/console/pages/ledger/ledger.css"];

/** @typedef {Operations["IncomePage"]["data"]} Known */

export function Page() {
  const days = daysOf(place.value.query);
  const here = business.value;
  const known = useQuery(INCOME, here && { business: here.id, from: days.from, to: days.to, compare: Boolean(days.from && days.to) });
  return html`
    <${Head} report="INCOME_STATEMENT" title=${t("incomeTitle")} says=${t("incomeSays")} />
    <${Filters} names=${NAMES}><${Period} /><//>
    <section class="card narrow-sheet">
      <${About} days=${shownDays(days)} title=${t("incomeTitle")} />
      <${Reading} known=${known} rows=${8}>${(/** @type {Known} */ { incomeStatement }) => html`<${Statement} known=${incomeStatement} days=${days} />`}<//>
    </section>`;
}

/** @param {{ known: Known["incomeStatement"], days: import("../ledger/days.js").Days }} props */
function Statement({ known, days }) {
  const { previousFromDay: from, previousToDay: to, previousResult: before } = known;
  const compared = Boolean(from && to);
  return html`
    <${Sheet} label=${t("incomeTitle")} now=${t("amount")} before=${from && to ? daysShown(from, to) : null}>
      <${Rows} title=${t("INCOMES")} sum=${t("totalIncome")} section=${known.income} compared=${compared} days=${days} />
      <${Rows} title=${t("EXPENSES")} sum=${t("totalExpenses")} section=${known.expenses} compared=${compared} days=${days} />
      <tbody><tr class="space"><td></td></tr>${Sum({ title: t(known.result.startsWith("-") ? "loss" : "profit"), now: known.result, before: compared ? before : undefined, kind: "grand" })}</tbody>
    <//>`;
}
