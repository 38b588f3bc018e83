// The statement of a customer: what they owed before the days that are shown, what moved, and what they owed after. From
// postings alone.

import { html } from "../../vendor/htm-preact.js";
import { useFollow, useGathered } from "../../client/live.js";
import { isZero } from "../../client/money.js";
import { useConnection } from "../../client/pages.js";
import { may } from "../../frame/session.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Day } from "../../parts/time.js";
import { daysOf, lastDay, shownDays } from "../ledger/days.js";
import { Period } from "../ledger/period.js";
import { ReportLink } from "../reports/link.js";
import { BALANCE_CHANGED, STATEMENT } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["CustomerStatement"]["data"]["node"]>, { statement: any }>} Kept */
/** @typedef {Kept["statement"]["nodes"][number] & { id: string }} Line */

/** @param {{ customer: string, changed: () => void }} props `changed`: called when what they owe is another amount */
export function CustomerStatement({ customer, changed }) {
  const days = daysOf();
  const day = days.from || days.to ? { from: days.from, to: days.to } : null;
  const pages = useConnection(STATEMENT, { customer, day, withBooks: may("ledger.read") }, (data) => kept(data)?.statement ?? NOTHING);
  const again = useGathered(() => {
    pages.known.again();
    changed();
  });
  useFollow(BALANCE_CHANGED, { customer }, again);
  const summary = pages.known.data ? kept(pages.known.data)?.statementSummary : null;
  const rows = pages.rows.map((row, index) => ({ ...row, id: `${pages.page}.${index}` }));
  return html`
    <section class="card"><h2>${t("statement")}</h2>
      <div class="filters no-print"><${Period} /><${ReportLink} report="CUSTOMER_STATEMENT" about=${{ customer, ...(days.from ? { from: days.from, to: lastDay(days) } : {}) }} /></div>
      <p class="fine">${shownDays(days)}</p>
      ${summary ? html`<dl class="facts statement-sums">
        <dt>${t("opening")}</dt><dd><${Money} value=${summary.opening} /></dd>
        <dt>${t("billed")}</dt><dd><${Money} value=${summary.billed} quietZero /></dd>
        <dt>${t("paid")}</dt><dd><${Money} value=${summary.paid} quietZero /></dd>
        <dt>${t("closing")}</dt><dd><b><${Money} value=${summary.closing} /></b></dd></dl>` : null}
      <${Table} label=${t("statement")} columns=${columns()} pages=${{ ...pages, rows }} file="statement" empty=${html`<${Empty} title=${t("nothingMoved")} />`} />
    </section>`;
}

/** @type {{ nodes: never[], totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: null } }} */
const NOTHING = { nodes: [], totalCount: 0, pageInfo: { hasNextPage: false, endCursor: null } };

/** @param {Operations["CustomerStatement"]["data"]} data */
function kept({ node }) {
  return node && "statement" in node ? node : null;
}

/** @returns {import("../../parts/table.js").Column<Line>[]} */
function columns() {
  return [
    { name: "day", label: t("day"), show: (row) => html`<${Day} day=${row.day} />`, csv: (row) => row.day },
    { name: "what", label: t("what"), main: true, show: (row) => html`${linked(row)}`, csv: said },
    { name: "billed", label: t("billed"), number: true, show: (row) => html`<${Money} value=${row.billed} quietZero />`, csv: (row) => row.billed },
    { name: "paid", label: t("paid"), number: true, show: (row) => html`<${Money} value=${row.paid} quietZero />`, csv: (row) => row.paid },
    { name: "balance", label: t("balance"), number: true, show: (row) => html`<${Money} value=${row.balance} />`, csv: (row) => row.balance },
  ];
}

/** @param {Line} row */
function said({ invoice, payment, billed }) {
  if (invoice) return t(isZero(billed) ? "wasVoid" : "wasBilled", { number: invoice.serialNumber || invoice.number });
  if (!payment) return t(isZero(billed) ? "cameBack" : "givenBack");
  const what = `${t(payment.kind)} ${payment.receiptNumber || payment.reference}`.trim();
  return isZero(billed) ? what : t("takenBack", { what });
}

/** @param {Line} row */
function linked(row) {
  const { invoice, payment, entry } = row;
  const href = invoice ? `/invoices/${invoice.id}` : payment?.receiptId ? `/receipts/${payment.receiptId}` : entry ? `/ledger/entries/${entry.id}` : "";
  return href ? html`<a href=${href}>${said(row)}</a>` : said(row);
}
