// Every request for a payment, to filter, order and take along as a file.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { inUse } from "../../client/tills.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { ChoiceFilter, DayFilter, dayRange, Filters, hourOf, TextFilter, TillFilter } from "../../parts/filters.js";
import { ListSum } from "../../parts/list_sum.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { Tabs } from "../collections/tabs.js";
import { Claim } from "../claims/claim.js";
import { Doing } from "../request/doing.js";
import { Paused } from "../till/pausing/banner.js";
import { REQUESTS } from "./operations.js";
import { GROUPS, KINDS, statesOf, whyOf } from "./states.js";
import { t } from "./texts.js";

/** @typedef {Operations["PaymentRequests"]["data"]["paymentRequests"]["nodes"][number]} Request */

const NAMES = ["text", "phone", "state", "code", "callback", "till", "day", "from", "to", "hour"];

const STATES = /** @type {Request["state"][]} */ (Object.keys(KINDS));
const GROUP_NAMES = /** @type {(keyof typeof GROUPS)[]} */ (Object.keys(GROUPS));
const CALLBACKS = /** @type {const} */ (["LOST", "CAME", "DUE"]);
/** Those about which there is more to say than their name. */
const ENDED = /** @type {Set<Request["state"]>} */ (new Set(["FAILED", "CANCELLED", "EXPIRED", "UNKNOWN"]));

export function Page() {
  const { query } = place.value;
  const order = orderOf(query, "CREATED_AT");
  const here = business.value;
  const filtered = NAMES.some((name) => query.has(name));
  const variables = here && { business: here.id, filter: filterOf(query), orderBy: order, withSums: filtered };
  const pages = useConnection(REQUESTS, variables, (data) => data.paymentRequests);
  const again = useGathered(pages.known.again);
  useNews(/^payment_request\.changed$/, () => pages.page === 1 && again());
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <${Tabs} />
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} />
      <${TextFilter} name="phone" label=${t("exactPhone")} placeholder=${t("phoneHint")} />
      <${ChoiceFilter} name="state" label=${t("state")} options=${[...STATES, ...GROUP_NAMES].map((value) => ({ value, label: t(value) }))} />
      <${TextFilter} name="code" label=${t("code")} placeholder="1032" />
      <${TillFilter} tills=${pages.known.data?.tills.nodes} />
      <${DayFilter} hours />
      ${callbackDays(query) ? html`<${ChoiceFilter} name="callback" label=${t("callback")} options=${CALLBACKS.map((value) => ({ value, label: t(value) }))} />` : null}
    <//>
    <${Requests} pages=${pages} order=${order} />`;
}

/** @param {URLSearchParams} query */
function filterOf(query) {
  const [text, phone] = ["text", "phone"].map((name) => query.get(name));
  const callback = callbackDays(query) ? (CALLBACKS.find((each) => each === query.get("callback")) ?? null) : null;
  return { text, phone, states: statesOf(query.get("state")), callback, resultCode: query.get("code"), till: query.get("till"), day: dayRange(query), hour: hourOf(query) };
}

/** Callbacks are asked of days of which none is open. @param {URLSearchParams} query */
function callbackDays(query) {
  const days = dayRange(query);
  return days !== null && ("preset" in days || (days.from !== null && days.to !== null));
}

/** @param {{ pages: import("../../client/pages.js").Pages<Request>, order: { field: string, direction: string } }} props */
function Requests({ pages, order }) {
  const [claimed, setClaimed] = useState(/** @type {Request | null} */ (null));
  const { data } = pages.known;
  return html`
    ${data ? html`<${Paused} whole=${data.node && "requestRules" in data.node ? data.node.requestRules?.pause : null} tills=${inUse(data.tills.nodes)} />` : null}
    ${claimed ? html`<${Claim} request=${claimed} again=${pages.known.again} onClose=${() => setClaimed(null)} />` : null}
    <${ListSum} sums=${data?.paymentRequestSums} />
    <${Table} label=${t("title")} columns=${[...columns(), ...(may("payment.request") ? [doing(pages.known.again, setClaimed)] : [])]} pages=${pages} order=${order} file="payment-requests"
      href=${(/** @type {Request} */ row) => `/requests/${row.id}`}
      filtered=${NAMES.some((name) => place.value.query.has(name))} empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />`;
}

/** @returns {import("../../parts/table.js").Column<Request>[]} */
function columns() {
  return [
    { name: "at", label: t("at"), main: true, order: "CREATED_AT", show: (row) => html`<${Time} at=${row.createdAt} />`, csv: (row) => row.createdAt },
    { name: "amount", label: t("amount"), number: true, order: "AMOUNT", show: (row) => html`<${Money} value=${row.amount} />`, csv: (row) => row.amount },
    { name: "account", label: t("account"), show: (row) => row.accountReference, csv: (row) => row.accountReference },
    { name: "phone", label: t("phone"), show: (row) => row.phone ?? "–", csv: (row) => row.phone ?? "" },
    { name: "state", label: t("state"), show: (row) => html`<${State} request=${row} />`, csv: (row) => row.state },
    { name: "receipt", label: t("receipt"), show: (row) => row.receipt ? html`<a href=${`/receipts/${row.receipt.id}`}>${row.receipt.number}</a>` : "–", csv: (row) => row.receipt?.number ?? "" },
    { name: "who", label: t("who"), show: (row) => row.requestedBy?.name ?? t("system"), csv: (row) => row.requestedBy?.name ?? "" },
  ];
}

/** What a person may do about one that has no receipt.
 * @param {() => Promise<void>} again @param {(request: Request) => void} claim @returns {import("../../parts/table.js").Column<Request>} */
function doing(again, claim) {
  return { name: "do", label: t("do"), verbs: true, show: (row) => html`<${Doing} request=${row} kind="link" again=${again} claim=${() => claim(row)} />` };
}

/** @param {{ request: Request }} props */
function State({ request }) {
  const why = whyOf(request);
  return html`
    <${Chip} kind=${KINDS[request.state]} title=${why}>${t(request.state)}<//>
    ${ENDED.has(request.state) ? html`<small class="fine">${why}</small>` : null}
    ${request.answerAt ? html` <a class="fine" href=${request.answerAt} target="_blank" rel="noopener">${t("answerHere")}</a>` : null}
    ${request.flagged ? html`<small class="fine"> ${t("flagged")}</small>` : null}`;
}
