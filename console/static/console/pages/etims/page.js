// Bills on their way through KRA's eTIMS: what waits, what was refused, and sending it again.

import { html } from "../../vendor/htm-preact.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { ChoiceFilter, DayFilter, dayRange, Filters } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { FiscalChip, SendAgain, STATES } from "../papers/fiscal.js";
import { t as words } from "../papers/texts.js";
import { FISCAL_DOCUMENTS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["FiscalDocuments"]["data"]["fiscalDocuments"]["nodes"][number]} Row */

const NAMES = ["state", "day", "from", "to"];

export function Page() {
  return html`
    <p class="crumbs no-print"><a href="/invoices">${t("back")}</a></p>
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <${Filters} names=${NAMES}>
      <${ChoiceFilter} name="state" label=${t("state")} options=${STATES.map((value) => ({ value, label: words(value) }))} />
      <${DayFilter} />
    <//>
    <${Documents} />`;
}

function Documents() {
  const { query } = place.value;
  const here = business.value;
  const state = query.get("state");
  const variables = here && { business: here.id, filter: { states: state ? [state] : null, day: dayRange(query) } };
  const pages = useConnection(FISCAL_DOCUMENTS, variables, (data) => data.fiscalDocuments);
  const again = useGathered(pages.known.again);
  useNews(/^invoice\.changed$/, () => pages.page === 1 && again());
  const of = pages.known.data?.node;
  const connected = !of || !("etimsConnected" in of) || of.etimsConnected;
  return html`
    ${connected ? null : html`<p class="note">${t("notConnected")}</p>`}
    <${Table} label=${t("title")} columns=${columns(connected, pages.known.again)} pages=${pages} file="etims"
      filtered=${NAMES.some((name) => query.has(name))} empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />`;
}

/** @param {boolean} connected @param {() => Promise<void>} again @returns {import("../../parts/table.js").Column<Row>[]} */
function columns(connected, again) {
  return [
    { name: "bill", label: t("bill"), main: true, show: (row) => html`<a href=${`/invoices/${row.invoice.id}`}>${(row.creditNote ?? row.invoice).number}</a>`, csv: (row) => (row.creditNote ?? row.invoice).number },
    { name: "amount", label: t("amount"), number: true, show: (row) => html`<${Money} value=${(row.creditNote ?? row.invoice).total} />`, csv: (row) => (row.creditNote ?? row.invoice).total },
    { name: "state", label: t("state"), show: (row) => html`<${FiscalChip} state=${row.state} />`, csv: (row) => row.state },
    { name: "cu", label: words("cu"), show: (row) => row.controlUnitNumber || "–", csv: (row) => row.controlUnitNumber },
    { name: "why", label: t("why"), show: (row) => row.told || row.reason || "–", csv: (row) => `${row.reason} ${row.told}`.trim() },
    { name: "at", label: t("at"), show: (row) => html`<${Time} at=${row.createdAt} />`, csv: (row) => row.createdAt },
    { name: "again", label: t("again"), show: (row) => (connected ? html`<${SendAgain} bill=${(row.creditNote ?? row.invoice).id} fiscal=${row} again=${again} />` : null), csv: () => "" },
  ];
}
