// The page of one account: what it had, every line with the balance that it left, and what it has.

import { html } from "../../vendor/htm-preact.js";
import { useGathered } from "../../client/live.js";
import { MOST, useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { Filters } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { AccountName } from "../ledger/account_name.js";
import { daysOf, lastDay, NAMES, shownDays, withDays } from "../ledger/days.js";
import { About, Head } from "../ledger/head.js";
import { lineColumns, rowsOfLines } from "../ledger/lines.js";
import { Period } from "../ledger/period.js";
import { t as books } from "../ledger/texts.js";
import { ACCOUNT } from "./operations.js";
import { t } from "./texts.js";

export const styles = ["/static/console/pages/ledger/ledger.css"];

/** @typedef {Extract<NonNullable<Operations["LedgerAccount"]["data"]["node"]>, { code: string }>} Account */

const NONE = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const days = daysOf(place.value.query);
  const pages = useConnection(ACCOUNT, { id: params.account ?? "", from: days.from, to: days.to }, ({ node }) => {
    const lines = node && "statement" in node ? node.statement.lines : NONE;
    return { ...lines, nodes: rowsOfLines(lines.nodes) };
  }, MOST);
  useNews(/^(receipt|voucher|invoice|year)\./, useGathered(pages.known.again, 5_000));
  return html`
    <${Reading} known=${pages.known} rows=${10}>
      ${(/** @type {Operations["LedgerAccount"]["data"]} */ { node }) =>
        node && "statement" in node
          ? html`<${Shown} account=${node} days=${days} pages=${pages} />`
          : html`<p class="crumbs"><a href=${withDays("/ledger", days)}>${t("back")}</a></p><${Empty} title=${t("absent")}>${t("absentSays")}<//>`}
    <//>`;
}

/** @param {{ account: Account, days: import("../ledger/days.js").Days, pages: any }} props */
function Shown({ account, days, pages }) {
  const { parent, statement } = account;
  const normal = t(["ASSET", "EXPENSE"].includes(account.kind) ? "debitNormal" : "creditNormal");
  const figures = /** @type {const} */ ([["opening", statement.opening], ["debits", statement.debit], ["credits", statement.credit], ["closing", statement.closing]]);
  const says = `${books(account.kind)}, ${normal}`;
  return html`
    <${Head} title=${`${account.code} ${account.name}`} says=${says} report="ACCOUNT_STATEMENT" about=${{ account: account.id, ...(days.from ? { from: days.from, to: lastDay(days) } : {}) }} />
    ${parent ? html`<p class="crumbs no-print"><${AccountName} account=${parent} days=${days} /> ›</p>` : null}
    <${Filters} names=${NAMES}><${Period} /><//>
    <section class="figures">
      ${figures.map(([name, value]) => html`<div key=${name} class="figure"><h2>${books(name)}</h2><p class="amount"><${Money} value=${value} /></p></div>`)}
    </section>
    <section class="card">
      <${About} days=${shownDays(days)} title=${t("lines")} />
      <div class="labelled">
        <${Table} label=${t("lines")} columns=${lineColumns()} pages=${{ ...pages, known: undefined }} file=${`account-${account.code}`}
          empty=${html`<${Empty} title=${books("nothingMoved")}>${books("nothingMovedSays")}<//>`} />
      </div>
    </section>
    ${account.children.nodes.length ? html`<${Children} account=${account} days=${days} />` : null}`;
}

/** @param {{ account: Account, days: import("../ledger/days.js").Days }} props */
function Children({ account, days }) {
  return html`
    <section class="card"><h2>${t("children")}</h2><p class="fine">${t("childrenSays")}</p>
      <table class="statement">
        <thead><tr><th scope="col">${books("account")}</th><th scope="col">${t("balanceNow")}</th></tr></thead>
        <tbody>${account.children.nodes.map((child) => html`
          <tr key=${child.id} class="row"><th scope="row"><${AccountName} account=${child} days=${days} /></th><td><${Money} value=${child.balance} /></td></tr>`)}</tbody>
      </table>
      ${account.children.pageInfo.hasNextPage ? html`<p class="fine">${t("first")}</p>` : null}
    </section>`;
}
