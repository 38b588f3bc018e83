// Every payment that came in, to filter, order and take along as a file.

import { html } from "../../vendor/htm-preact.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { ChoiceFilter, DayFilter, dayRange, Filters, hourOf, TextFilter, TillFilter } from "../../parts/filters.js";
import { ListSum } from "../../parts/list_sum.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { ReportLink } from "../reports/link.js";
import { RECEIPTS } from "./operations.js";
import { CHANNELS, channelShown, ROUTES, routeShown } from "./states.js";
import { Tabs } from "./tabs.js";
import { t } from "./texts.js";

/** @typedef {Operations["Receipts"]["data"]["receipts"]["nodes"][number]} Receipt */

const NAMES = ["text", "phone", "route", "channel", "till", "day", "from", "to", "hour"];

export function Page() {
  const { query } = place.value;
  const order = orderOf(query, "OCCURRED_AT");
  const here = business.value;
  const filtered = NAMES.some((name) => query.has(name));
  const variables = here && { business: here.id, filter: filterOf(query), orderBy: order, withSums: filtered };
  const pages = useConnection(RECEIPTS, variables, (data) => data.receipts);
  const again = useGathered(pages.known.again);
  useNews(/^receipt\./, () => pages.page === 1 && again());
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p><div class="actions end"><${ReportLink} report="COLLECTIONS" about=${{ till: query.get("till"), from: query.get("from"), to: query.get("to") }} /></div></div>
    <${Tabs} />
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} placeholder=${t("searchHint")} />
      <${TextFilter} name="phone" label=${t("exactPhone")} placeholder=${t("phoneHint")} />
      <${ChoiceFilter} name="route" label=${t("route")} options=${ROUTES.map((value) => ({ value, label: t(value) }))} />
      <${ChoiceFilter} name="channel" label=${t("channel")} options=${CHANNELS.map((value) => ({ value, label: t(value) }))} />
      <${TillFilter} tills=${pages.known.data?.tills.nodes} />
      <${DayFilter} hours />
    <//>
    <${ListSum} sums=${pages.known.data?.receiptSums} />
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} href=${(/** @type {Receipt} */ row) => `/receipts/${row.id}`}
      order=${order} file="receipts" filtered=${filtered}
      empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />`;
}

/** @param {URLSearchParams} query */
function filterOf(query) {
  const [text, phone, route, channel] = ["text", "phone", "route", "channel"].map((name) => query.get(name));
  return { text, phone, routes: route ? [route] : null, channels: channel ? [channel] : null, till: query.get("till"), day: dayRange(query), hour: hourOf(query) };
}

/** @returns {import("../../parts/table.js").Column<Receipt>[]} */
export function columns() {
  return [
    { name: "number", label: t("number"), main: true, show: (row) => row.number, csv: (row) => row.number },
    { name: "amount", label: t("amount"), number: true, order: "AMOUNT", show: (row) => html`<${Money} value=${row.amount} />`, csv: (row) => row.amount },
    { name: "at", label: t("at"), order: "OCCURRED_AT", show: (row) => html`<${Time} at=${row.occurredAt} />`, csv: (row) => row.occurredAt },
    { name: "account", label: t("account"), show: (row) => row.accountReference || "–", csv: (row) => row.accountReference },
    { name: "phone", label: t("phone"), show: (row) => row.phone ?? t("notGiven"), csv: (row) => row.phone ?? "" },
    { name: "till", label: t("till"), show: (row) => row.till.name, csv: (row) => row.till.name },
    { name: "channel", label: t("channel"), show: (row) => channelShown(row.firstChannel), csv: (row) => row.firstChannel },
    { name: "route", label: t("route"), show: (row) => html`<${Route} state=${row.route?.state} />`, csv: (row) => row.route?.state ?? "" },
  ];
}

/** @param {{ state?: string }} props */
export function Route({ state }) {
  const { kind, text } = routeShown(state);
  return html`<${Chip} kind=${kind}>${text}<//>`;
}
