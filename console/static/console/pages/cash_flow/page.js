// The cash flow: what money there was, where it came from, where it went, what there is.

import { html } from "../../vendor/htm-preact.js";
import { useQuery } from "../../client/live.js";
import { place } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Filters } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { AccountName } from "../ledger/account_name.js";
import { daysOf, NAMES, shownDays } from "../ledger/days.js";
import { About, Head } from "../ledger/head.js";
import { Period } from "../ledger/period.js";
import { t } from "../ledger/texts.js";
import { CASH_FLOW } from "./operations.js";

export const styles = ["/static/console/pages/ledger/ledger.css"];

/** @typedef {Operations["CashFlowPage"]["data"]} Known */

export function Page() {
  const days = daysOf(place.value.query);
  const here = business.value;
  const known = useQuery(CASH_FLOW, here && { business: here.id, from: days.from, to: days.to });
  return html`
    <${Head} report="MPESA_CASH_FLOW" title=${t("cashFlow")} says=${t("cashSays")} />
    <${Filters} names=${NAMES}><${Period} /><//>
    <${Reading} known=${known} rows=${8}>${(/** @type {Known} */ { cashFlow }) => html`<${Statement} flow=${cashFlow} days=${days} />`}<//>`;
}

/** @param {{ flow: Known["cashFlow"], days: import("../ledger/days.js").Days }} props */
function Statement({ flow, days }) {
  const { nodes, pageInfo } = flow.lines;
  const figures = /** @type {const} */ ([["cashOpening", flow.opening], ["received", flow.received], ["paid", flow.paid], ["cashClosing", flow.closing]]);
  return html`
    <section class="figures">
      ${figures.map(([name, value]) => html`<div key=${name} class="figure"><h2>${t(name)}</h2><p class="amount"><${Money} value=${value} /></p></div>`)}
    </section>
    <section class="card narrow-sheet">
      <${About} days=${shownDays(days)} title=${t("cashFlow")} />
      ${nodes.length === 0 ? html`<${Empty} title=${t("nothingMoved")}>${t("nothingMovedSays")}<//>` : html`
        <table class="statement" aria-label=${t("cashFlow")}>
          <thead><tr><th scope="col">${t("account")}</th><th scope="col">${t("received")}</th><th scope="col">${t("paid")}</th></tr></thead>
          <tbody>
            ${nodes.map((line) => html`
              <tr key=${line.account.id} class="row"><th scope="row"><${AccountName} account=${line.account} days=${days} /></th>
                <td><${Money} value=${line.received} quietZero /></td><td><${Money} value=${line.paid} quietZero /></td></tr>`)}
            ${pageInfo.hasNextPage ? html`<tr class="row"><th scope="row" class="fine" colspan="3">${t("truncated")}</th></tr>` : null}
            <tr class="grand"><th scope="row">${t("cashTotal")}</th><td><${Money} value=${flow.received} /></td><td><${Money} value=${flow.paid} /></td></tr>
          </tbody>
        </table>`}
    </section>`;
}
