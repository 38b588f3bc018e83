// The general ledger: account by account with the lines of the days and what each left. Made to be printed.

import { html } from "../../vendor/htm-preact.js";
import { useConnection } from "../../client/pages.js";
import { place } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Filters } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { AccountName } from "../ledger/account_name.js";
import { daysOf, NAMES, shownDays, withDays } from "../ledger/days.js";
import { About, Head } from "../ledger/head.js";
import { lineColumns, rowsOfLines } from "../ledger/lines.js";
import { Period } from "../ledger/period.js";
import { t } from "../ledger/texts.js";
import { Pager } from "./pager.js";
import { GENERAL_LEDGER } from "./operations.js";

export const styles = ["/static/console/pages/ledger/ledger.css"];

/** @typedef {Operations["GeneralLedgerPage"]["data"]["generalLedger"]["accounts"]["nodes"][number]} Account */

const ACCOUNTS = 10;

export function Page() {
  const days = daysOf(place.value.query);
  const here = business.value;
  const variables = here && { business: here.id, from: days.from, to: days.to };
  const pages = useConnection(GENERAL_LEDGER, variables, (data) => data.generalLedger.accounts, ACCOUNTS);
  return html`
    <${Head} report="GENERAL_LEDGER" title=${t("general")} says=${t("generalSays")} />
    <${Filters} names=${NAMES}><${Period} /><//>
    <${About} days=${shownDays(days)} />
    <${Reading} known=${pages.known} rows=${12}>
      ${() => (pages.rows.length === 0 && !pages.previous ? html`<${Empty} title=${t("nothingMoved")}>${t("nothingMovedSays")}<//>` : pages.rows.map((each) => html`<${Statement} key=${each.account.id} of=${each} days=${days} />`))}
    <//>
    <${Pager} pages=${pages} />`;
}

/** @param {{ of: Account, days: import("../ledger/days.js").Days }} props */
function Statement({ of, days }) {
  const { account, lines } = of;
  const total = { text: t("total"), debit: html`<${Money} value=${of.debit} />`, credit: html`<${Money} value=${of.credit} />`, balance: html`<${Money} value=${of.closing} />` };
  return html`
    <section class="card ledger-account">
      <header><h2><${AccountName} account=${account} days=${days} /></h2><p class="fine">${t("opening")} <${Money} value=${of.opening} /> · ${t("closing")} <b><${Money} value=${of.closing} /></b></p></header>
      ${lines.nodes.length ? html`
        <div class="labelled"><${Table} label=${`${account.code} ${account.name}`} columns=${lineColumns()} pages=${{ rows: rowsOfLines(lines.nodes) }} total=${lines.pageInfo.hasNextPage ? undefined : total} /></div>
        ${lines.pageInfo.hasNextPage ? html`<p class="actions"><a class="button quiet" href=${withDays(`/ledger/accounts/${account.id}`, days)}>${t("moreLines")}</a></p>` : null}` : html`<p class="fine">${t("nothingMoved")}</p>`}
    </section>`;
}
