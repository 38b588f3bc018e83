// What a person must look at about M-Pesa money: what was noticed, what to do, and closing it.

import { html } from "../../vendor/htm-preact.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place, setQuery } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { ChoiceFilter, DayFilter, dayRange, Filters, TextFilter } from "../../parts/filters.js";
import { Empty } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { Tabs } from "../collections/tabs.js";
import { Case } from "./case.js";
import { CASES } from "./operations.js";
import { t, titleOf } from "./texts.js";

/** @typedef {Operations["Cases"]["data"]["discrepancies"]["nodes"][number]} Row */

const NAMES = ["text", "state", "day", "from", "to"];

export function Page() {
  const chosen = place.value.query.get("case");
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <${Tabs} />
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} />
      <${ChoiceFilter} name="state" label=${t("state")} options=${["OPEN", "CLOSED"].map((value) => ({ value, label: t(/** @type {"OPEN" | "CLOSED"} */ (value)) }))} />
      <${DayFilter} />
    <//>
    <${Cases} key=${chosen ? "one" : "all"} />
    ${chosen ? html`<${Case} id=${chosen} onClose=${() => setQuery({ case: null })} />` : null}`;
}

function Cases() {
  const { query } = place.value;
  const here = business.value;
  const filter = { text: query.get("text"), state: query.get("state"), day: dayRange(query) };
  const pages = useConnection(CASES, here && { business: here.id, filter }, (data) => data.discrepancies);
  const again = useGathered(pages.known.again);
  useNews(/^discrepancy\./, () => pages.page === 1 && again());
  return html`
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} file="cases" filtered=${NAMES.some((name) => query.has(name))}
      empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />`;
}

/** @returns {import("../../parts/table.js").Column<Row>[]} */
function columns() {
  return [
    { name: "what", label: t("what"), main: true, show: (row) => titleOf(row.code), csv: (row) => row.code },
    { name: "at", label: t("at"), show: (row) => html`<${Time} at=${row.createdAt} />`, csv: (row) => row.createdAt },
    { name: "till", label: t("till"), show: (row) => row.till.name, csv: (row) => row.till.name },
    { name: "receipt", label: t("receipt"), show: (row) => (row.receipt ? html`<a href=${`/receipts/${row.receipt.id}`}>${row.receipt.number}</a>` : row.receiptNumber || "–"), csv: (row) => row.receiptNumber },
    { name: "state", label: t("state"), show: (row) => html`<${Chip} kind=${row.state === "OPEN" ? "warn" : "dim"}>${t(row.state)}<//>`, csv: (row) => row.state },
    { name: "action", label: t("action"), verbs: true, show: (row) => html`<button type="button" class="link" onClick=${() => setQuery({ case: row.id })}>${t("look")}</button>` },
  ];
}
