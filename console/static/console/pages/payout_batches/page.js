// Batches of payouts: those that there are, and a file that is to become one.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { ChoiceFilter, Filters, TextFilter } from "../../parts/filters.js";
import { useListKeys } from "../../parts/list_keys.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { Paused } from "../payouts/banner.js";
import { Tabs } from "../payouts/tabs.js";
import { t as words } from "../payouts/texts.js";
import { Bring } from "./bring.js";
import { BATCHES } from "./operations.js";
import { BatchState, progress, STATES } from "./states.js";
import { t } from "./texts.js";

/** @typedef {Operations["PayoutBatches"]["data"]["payoutBatches"]["nodes"][number]} Row */

const NAMES = ["text", "state"];

export function Page() {
  useListKeys();
  return html`
    <div class="page-head"><h1>${words("batches")}</h1><p class="fine">${t("says")}</p></div>
    <${Tabs} />
    <${Batches} />`;
}

function Batches() {
  const { query } = place.value;
  const here = business.value;
  const [open, setOpen] = useState(false);
  const state = query.get("state");
  const filter = { text: query.get("text"), states: state ? [state] : null };
  const pages = useConnection(BATCHES, here && { business: here.id, filter }, (data) => data.payoutBatches);
  const again = useGathered(pages.known.again, 2_000);
  useNews(/^(payout_batch|payout)\.changed$/, () => pages.page === 1 && again());
  const { data } = pages.known;
  const rules = data?.node && "payoutRules" in data.node ? data.node.payoutRules : null;
  const bring = may("payout.request") && data ? html`<button type="button" onClick=${() => setOpen(true)}>${t("bring")}</button>` : null;
  return html`
    <${Paused} pause=${rules?.pause} />
    ${bring && !open ? html`<div class="actions">${bring}</div>` : null}
    ${open && data && here ? html`<${Bring} business=${here.id} data=${data} onClose=${() => setOpen(false)} />` : null}
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} />
      <${ChoiceFilter} name="state" label=${words("state")} options=${STATES.map((value) => ({ value, label: t(value) }))} />
    <//>
    <${Table} label=${words("batches")} columns=${columns()} pages=${pages} file="payout-batches" href=${(/** @type {Row} */ row) => `/payouts/batches/${row.id}`}
      filtered=${NAMES.some((name) => query.has(name))} empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />`;
}

/** @returns {import("../../parts/table.js").Column<Row>[]} */
function columns() {
  return [
    { name: "name", label: t("name"), main: true, show: (row) => row.name, csv: (row) => row.name },
    { name: "rows", label: t("rows"), number: true, show: (row) => row.rows.toLocaleString("en-GB"), csv: (row) => String(row.rows) },
    { name: "amount", label: words("amount"), number: true, show: (row) => html`<${Money} value=${row.amount} />`, csv: (row) => row.amount },
    { name: "state", label: words("state"), show: (row) => html`<${BatchState} batch=${row} />`, csv: (row) => row.state },
    { name: "progress", label: t("progress"), show: (row) => progress(row), csv: (row) => progress(row) },
    { name: "till", label: words("till"), show: (row) => row.till.name, csv: (row) => row.till.name },
    { name: "who", label: t("who"), show: (row) => row.requestedBy?.name ?? words("system"), csv: (row) => row.requestedBy?.name ?? "" },
    { name: "at", label: t("at"), show: (row) => html`<${Time} at=${row.createdAt} />`, csv: (row) => row.createdAt },
  ];
}
