// The VAT return of a month, in the order of KRA's form.

import { html } from "../../vendor/htm-preact.js";
import { useId } from "../../vendor/preact-hooks.js";
import { longDay, today } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { isZero } from "../../client/money.js";
import { place, setQuery } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Money } from "../../parts/money.js";
import { Reading } from "../../parts/states.js";
import { dayBefore, monthAfter } from "../ledger/days.js";
import { About, Head } from "../ledger/head.js";
import { daysOf as monthShown } from "../periods/days.js";
import { VAT } from "./operations.js";
import { t } from "./texts.js";

export const styles = ["/static/console/pages/ledger/ledger.css"];

/** @typedef {Operations["VatPage"]["data"]} Known */

const MONTH = /^20\d\d-(0[1-9]|1[0-2])$/;

export function Page() {
  const chosen = place.value.query.get("month") ?? "";
  const month = MONTH.test(chosen) ? chosen : today().slice(0, 7);
  const here = business.value;
  const known = useQuery(VAT, here && { business: here.id, month: `${month}-01` });
  const next = monthAfter(`${month}-01`);
  const days = `${monthShown({ firstDay: `${month}-01`, lastDay: dayBefore(next) })}, ${t("due", { day: longDay(`${next.slice(0, 7)}-20`) })}`;
  return html`
    <${Head} title=${t("title")} says=${t("says")} report="VAT" about=${{ from: `${month}-01`, to: dayBefore(next) }} />
    <${Months} month=${month} />
    <section class="card narrow-sheet">
      <${About} days=${days} title=${t("title")} />
      <${Reading} known=${known} rows=${10}>${(/** @type {Known} */ { vatReturn }) => html`<${Return} of=${vatReturn} />`}<//>
    </section>`;
}

/** @param {{ month: string }} props */
function Months({ month }) {
  const id = useId();
  const last = dayBefore(`${today().slice(0, 7)}-01`).slice(0, 7);
  return html`
    <div class="filters" role="search">
      <div class="filter"><label for=${id}>${t("month")}</label>
        <input id=${id} type="month" value=${month} min="2000-01" onChange=${(/** @type {any} */ event) => setQuery({ month: event.target.value })} /></div>
      ${month === last ? html`<button type="button" class="quiet" onClick=${() => setQuery({ month: null })}>${t("thisMonth")}</button>` : html`<button type="button" class="quiet" onClick=${() => setQuery({ month: last })}>${t("lastMonth")}</button>`}
    </div>`;
}

/** @param {{ of: Known["vatReturn"] }} props */
function Return({ of }) {
  const credit = of.payable.startsWith("-");
  const unexplained = !isZero(of.otherOutput) || !isZero(of.otherInput);
  const row = (/** @type {string} */ title, /** @type {string | null} */ value, /** @type {string | null} */ vat = null) => html`
    <tr class="row"><th scope="row">${title}</th><td>${value === null ? "" : html`<${Money} value=${value} quietZero />`}</td><td>${vat === null ? "" : html`<${Money} value=${vat} quietZero />`}</td></tr>`;
  const group = (/** @type {string} */ title) => html`<tr class="group"><th scope="rowgroup" colspan="3">${title}</th></tr>`;
  const sum = (/** @type {string} */ title, /** @type {string} */ value, kind = "sum") => html`<tr class=${kind}><th scope="row">${title}</th><td></td><td><${Money} value=${value} /></td></tr>`;
  return html`
    ${unexplained ? html`<p class="note warn">${t("otherSays")}</p>` : null}
    <table class="statement" aria-label=${t("title")}>
      <thead><tr><th scope="col"><span class="unseen">${t("title")}</span></th><th scope="col">${t("value")}</th><th scope="col">${t("vat")}</th></tr></thead>
      <tbody>${group(t("sales"))}
        ${row(t("standard"), of.standardSales)} ${row(t("zero"), of.zeroRatedSales)} ${row(t("exempt"), of.exemptSales)}
        ${isZero(of.otherOutput) ? null : row(t("otherOutput"), null, of.otherOutput)} ${sum(t("outputVat"), of.outputVat)}</tbody>
      <tbody>${group(t("purchases"))}
        ${row(t("standard"), of.standardPurchases)} ${row(t("zero"), of.zeroRatedPurchases)} ${row(t("exempt"), of.exemptPurchases)}
        ${isZero(of.otherInput) ? null : row(t("otherInput"), null, of.otherInput)} ${sum(t("inputVat"), of.inputVat)}</tbody>
      <tbody>${group(t("result"))} ${row(t("withheld"), null, of.withheldVat)} ${sum(t(credit ? "credit" : "payable"), of.payable, "grand")}</tbody>
      <tbody>${group(t("account"))} ${row(t("broughtForward"), null, of.broughtForward)} ${row(t("settled"), null, of.settled)} ${sum(t("owed"), of.owed)}</tbody>
    </table>`;
}
