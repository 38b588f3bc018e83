// Money that waits to be placed, the oldest first.

import { html } from "../../vendor/htm-preact.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place, setQuery } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { DayFilter, dayRange, Filters, TextFilter } from "../../parts/filters.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { RECEIPTS } from "../collections/operations.js";
import { columns as receiptColumns } from "../collections/page.js";
import { Tabs } from "../collections/tabs.js";
import { t as words } from "../collections/texts.js";
import { ReportLink } from "../reports/link.js";
import { Place } from "./place.js";
import { t } from "./texts.js";

/** @typedef {Operations["Receipts"]["data"]["receipts"]["nodes"][number]} Receipt */

const NAMES = ["text", "day", "from", "to"];

export function Page() {
  const receipt = place.value.query.get("receipt");
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t(may("ledger.write") ? "says" : "tell")}</p><div class="actions end"><${ReportLink} report="SUSPENSE" /></div></div>
    <${Tabs} />
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${words("search")} placeholder=${words("searchHint")} />
      <${DayFilter} />
    <//>
    <${Waiting} key=${receipt ? "open" : "closed"} />
    ${receipt && may("ledger.write") ? html`<${Place} receipt=${receipt} onClose=${() => setQuery({ receipt: null })} />` : null}`;
}

function Waiting() {
  const { query } = place.value;
  const order = orderOf(query, "OCCURRED_AT", "ASC");
  const here = business.value;
  const filter = { routes: ["SUSPENSE"], text: query.get("text"), day: dayRange(query) };
  const pages = useConnection(RECEIPTS, here && { business: here.id, filter, orderBy: order }, (data) => data.receipts);
  const again = useGathered(pages.known.again);
  useNews(/^receipt\./, () => pages.page === 1 && again());
  return html`
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} href=${(/** @type {Receipt} */ row) => `/receipts/${row.id}`}
      order=${order} file="suspense" filtered=${NAMES.some((name) => query.has(name))}
      empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />`;
}

/** @returns {import("../../parts/table.js").Column<Receipt>[]} */
function columns() {
  const shown = receiptColumns().filter(({ name }) => name !== "route");
  if (!may("ledger.write")) return shown;
  return [
    ...shown,
    {
      name: "action",
      label: t("action"),
      show: (row) => html`<button type="button" class="quiet" onClick=${() => setQuery({ receipt: row.id })}>${t("place")}</button>`,
    },
  ];
}
