// Who owes, and how late it is; and that it is what the books say.

import { html } from "../../vendor/htm-preact.js";
import { useGathered, useQuery } from "../../client/live.js";
import { isZero } from "../../client/money.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { ChoiceFilter, Filters, TextFilter } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { BUCKETS } from "../customer_account/ageing.js";
import { ReportLink } from "../reports/link.js";
import { InBooks } from "./in_books.js";
import { RECEIVABLES, RECEIVABLES_SUMMARY } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["Receivables"]["data"]["receivables"]["nodes"][number]} Row */

const NAMES = ["text", "tag", "late"];
/** @type {Record<string, { late?: string[], withCredit?: boolean }>} */
const WHICH = {
  LATE: { late: ["DAYS_1_TO_30", "DAYS_31_TO_60", "DAYS_61_TO_90", "OVER_90"] }, OVER_30: { late: ["DAYS_31_TO_60", "DAYS_61_TO_90", "OVER_90"] },
  OVER_60: { late: ["DAYS_61_TO_90", "OVER_90"] }, OVER_90: { late: ["OVER_90"] }, CREDIT: { withCredit: true },
};

export function Page() {
  const { query } = place.value;
  const order = orderOf(query, "DUE");
  const which = WHICH[query.get("late") ?? ""] ?? {};
  const where = business.value?.id;
  const filter = { text: query.get("text"), tag: query.get("tag"), late: which.late ?? null, withCredit: which.withCredit ?? null };
  const pages = useConnection(RECEIVABLES, where && { business: where, filter, orderBy: order }, (data) => data.receivables);
  const summary = useQuery(RECEIVABLES_SUMMARY, where ? { business: where } : null);
  const again = useGathered(() => {
    pages.known.again();
    summary.again();
  }, 2_000);
  useNews(/^customer\.balance$/, again);
  const sums = summary.data?.receivablesSummary;
  const filtered = NAMES.some((name) => query.has(name));
  const total = sums && !filtered ? { customer: t("total"), ...Object.fromEntries([...BUCKETS, "due", "credit", "balance"].map((name) => [name, html`<${Money} value=${sums.ageing[/** @type {"due"} */ (name)]} />`])) } : undefined;
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p><div class="actions end"><${ReportLink} report="RECEIVABLES_AGEING" /></div></div>
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} />
      <${TextFilter} name="tag" label=${t("tag")} />
      <${ChoiceFilter} name="late" label=${t("which")} options=${/** @type {("LATE")[]} */ (Object.keys(WHICH)).map((value) => ({ value, label: t(value) }))} />
    <//>
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} order=${order} file="receivables" total=${total} filtered=${filtered}
      href=${(/** @type {Row} */ row) => `/customers/${row.customer.id}`} empty=${html`<${Empty} title=${t("nobody")}>${t("nobodySays")}<//>`} />
    ${sums?.inBooks ? html`<${InBooks} ageing=${sums.ageing} books=${sums.inBooks} />` : null}`;
}

/** @returns {import("../../parts/table.js").Column<Row>[]} */
function columns() {
  const ordered = /** @type {Record<string, string>} */ ({ over90: "OVER_90", due: "DUE", credit: "CREDIT", balance: "BALANCE" });
  return [
    { name: "customer", label: t("customer"), main: true, order: "CUSTOMER", show: named, csv: (row) => `${row.customer.accountNumber} ${row.customer.name}` },
    ...[...BUCKETS, /** @type {const} */ ("due"), /** @type {const} */ ("credit"), /** @type {const} */ ("balance")].map((name) => ({
      name, label: t(name), number: true, order: ordered[name], csv: (/** @type {Row} */ row) => row.ageing[name],
      show: (/** @type {Row} */ row) => (isZero(row.ageing[name]) ? html`<${Money} value="0.00" quietZero />` : html`<${Money} value=${row.ageing[name]} />`),
    })),
  ];
}

/** @param {Row} row */
function named({ customer }) {
  return html`${customer.name || html`<em>${t("erased")}</em>`} <small class="fine">${customer.accountNumber}</small>`;
}
