// Receipts that were read from a customer's SMS: claimed here, and what Safaricom says of them.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { ChoiceFilter, Filters, TextFilter } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { Tabs } from "../collections/tabs.js";
import { Claim } from "./claim.js";
import { CLAIMS } from "./operations.js";
import { claimShown, STATES } from "./states.js";
import { t } from "./texts.js";

/** @typedef {Fragments["ClaimRow"]} Row */

const NAMES = ["text", "state"];

export function Page() {
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState(0);
  const again = async () => setMade((count) => count + 1);
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p>
      ${may("payment.request") ? html`<div class="actions end"><button type="button" onClick=${() => setOpen(true)}>${t("claim")}</button></div>` : null}</div>
    ${open ? html`<${Claim} again=${again} onClose=${() => setOpen(false)} />` : null}
    <${Tabs} />
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} placeholder=${t("numberHint")} />
      <${ChoiceFilter} name="state" label=${t("state")} options=${STATES.map((value) => ({ value, label: t(value) }))} />
    <//>
    <${Claims} key=${made} />`;
}

function Claims() {
  const { query } = place.value;
  const here = business.value;
  const state = query.get("state");
  const variables = here && { business: here.id, filter: { text: query.get("text"), states: state ? [state] : null } };
  const pages = useConnection(CLAIMS, variables, (data) => data.receiptClaims);
  const again = useGathered(pages.known.again);
  useNews(/^claim\.changed$/, () => pages.page === 1 && again());
  return html`
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} file="claims"
      filtered=${NAMES.some((name) => query.has(name))} empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />`;
}

/** @returns {import("../../parts/table.js").Column<Row>[]} */
function columns() {
  return [
    { name: "number", label: t("number"), main: true, show: (row) => row.receipt ? html`<a href=${`/receipts/${row.receipt.id}`}>${row.number}</a>` : row.number, csv: (row) => row.number },
    { name: "amount", label: t("amount"), number: true, show: (row) => row.receipt ? html`<${Money} value=${row.receipt.amount} />` : "–", csv: (row) => row.receipt?.amount ?? "" },
    { name: "state", label: t("state"), show: (row) => html`<${State} claim=${row} />`, csv: (row) => row.state },
    { name: "till", label: t("till"), show: (row) => row.till.name, csv: (row) => row.till.name },
    { name: "at", label: t("at"), show: (row) => html`<${Time} at=${row.claimedAt} />`, csv: (row) => row.claimedAt },
    { name: "who", label: t("who"), show: (row) => row.claimedBy?.name ?? t("system"), csv: (row) => row.claimedBy?.name ?? "" },
  ];
}

/** @param {{ claim: Row }} props */
function State({ claim }) {
  const { kind, text, says } = claimShown(claim);
  return html`<${Chip} kind=${kind}>${text}<//>${claim.state === "BOOKED" ? null : html`<small class="fine"> ${says}</small>`}`;
}
