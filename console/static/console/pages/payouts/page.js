// Every payout, with what stands in each state, to filter, order and take along as a file.

import { html } from "../../vendor/htm-preact.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place, setQuery } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { AmountFilter, amountRange, ChoiceFilter, DayFilter, dayRange, Filters, hourOf, TextFilter, TillFilter } from "../../parts/filters.js";
import { useListKeys } from "../../parts/list_keys.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { Paused, Unknown } from "./banner.js";
import { PAYOUTS } from "./operations.js";
import { KIND_NAMES, receiverOf, State, STATES } from "./states.js";
import { Tabs } from "./tabs.js";
import { t } from "./texts.js";

/** @typedef {import("./states.js").Row} Row */

const NAMES = ["text", "kind", "phone", "shortcode", "state", "min", "max", "till", "day", "from", "to", "paidDay", "paidFrom", "paidTo", "paidHour"];
/** Everybody but the business itself. */
const OTHERS = /** @type {const} */ (["PHONE", "PAYBILL", "TILL"]);

export const styles = ["/static/console/pages/payouts/payouts.css"];

export function Page() {
  useListKeys();
  const { query } = place.value;
  const order = orderOf(query, "CREATED_AT");
  const here = business.value;
  const [all, state] = [filterOf(query), query.get("state")];
  const filter = { ...all, states: state ? [state] : null };
  const pages = useConnection(PAYOUTS, here && { business: here.id, filter, all, orderBy: order }, (data) => data.payouts);
  const again = useGathered(pages.known.again);
  useNews(/^payout\.changed$/, () => pages.page === 1 && again());
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p>
      ${may("payout.request") ? html`<div class="actions"><a class="button" href="/payouts/new">${t("new")}</a> <a class="button quiet" href="/payouts/business">${t("newBusiness")}</a></div>` : null}</div>
    <${Tabs} />
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} />
      <${ChoiceFilter} name="kind" label=${t("kind")} options=${[...KIND_NAMES, /** @type {const} */ ("OTHERS")].map((value) => ({ value, label: t(`to${value}`) }))} />
      <${TextFilter} name="phone" label=${t("phone")} placeholder="0712 345 678" />
      <${TextFilter} name="shortcode" label=${t("shortcode")} placeholder="888880" />
      <${ChoiceFilter} name="state" label=${t("state")} options=${STATES.map((value) => ({ value, label: t(value) }))} />
      <${AmountFilter} />
      <${TillFilter} tills=${pages.known.data?.tills.nodes} />
      <${DayFilter} label=${t("at")} />
      <${DayFilter} label=${t("PAID")} kind="paid" hours />
    <//>
    <${Payouts} pages=${pages} order=${order} />`;
}

/** All filters but the state: what the totals are of. @param {URLSearchParams} query */
function filterOf(query) {
  const kind = KIND_NAMES.find((each) => each === query.get("kind"));
  const kinds = query.get("kind") === "OTHERS" ? OTHERS : kind ? [kind] : null;
  return {
    text: query.get("text"), kinds, phone: query.get("phone"), shortcode: query.get("shortcode"), amount: amountRange(query), till: query.get("till"),
    day: dayRange(query), paidDay: dayRange(query, "paid"), paidHour: hourOf(query, "paid"),
  };
}

/** @param {{ pages: import("../../client/pages.js").Pages<Row>, order: { field: string, direction: string } }} props */
function Payouts({ pages, order }) {
  const { query } = place.value;
  const { data } = pages.known;
  return html`
    ${data ? html`
      <${Paused} pause=${data.node && "payoutRules" in data.node ? data.node.payoutRules?.pause : null} />
      <${Unknown} unknown=${data.payoutBoard.unknown} />
      <${Totals} states=${data.payoutBoard.states} chosen=${query.get("state")} />` : null}
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} order=${order} file="payouts" href=${(/** @type {Row} */ row) => `/payouts/${row.id}`}
      filtered=${NAMES.some((name) => query.has(name))}
      empty=${html`<${Empty} title=${t("nothing")} action=${may("payout.request") ? html`<a class="button" href="/payouts/new">${t("new")}</a>` : null}>${t("nothingSays")}<//>`} />`;
}

/** What stands in each state; pressed, the list shows that state alone.
 * @param {{ states: readonly { state: Row["state"], count: number, amount: string }[], chosen: string | null }} props */
function Totals({ states, chosen }) {
  if (!states.length) return null;
  return html`
    <ul class="state-totals" aria-label=${t("totals")}>
      ${states.map(({ state, count, amount }) => html`<li key=${state}>
        <button type="button" class="quiet" aria-pressed=${state === chosen} onClick=${() => setQuery({ state: state === chosen ? null : state })}>
          <small>${t(state)} · ${count.toLocaleString("en-GB")}</small> <${Money} value=${amount} />
        </button></li>`)}
    </ul>`;
}

/** @returns {import("../../parts/table.js").Column<Row>[]} */
function columns() {
  const receipt = (/** @type {Row} */ row) => row.attempts.nodes[0]?.receiptNumber ?? "";
  return [
    { name: "at", label: t("at"), main: true, order: "CREATED_AT", show: (row) => html`<${Time} at=${row.createdAt} />`, csv: (row) => row.createdAt },
    { name: "amount", label: t("amount"), number: true, order: "AMOUNT", show: (row) => html`<${Money} value=${row.amount} />`, csv: (row) => row.amount },
    { name: "receiver", label: t("receiver"), show: receiverOf, csv: receiverOf },
    { name: "for", label: t("for"), show: (row) => row.description, csv: (row) => row.description },
    { name: "state", label: t("state"), show: (row) => html`<${State} payout=${row} />${row.text ? html`<small class="fine">${row.text}</small>` : null}${row.dueAt ? html`<small class="fine"> ${t("until")} <${Time} at=${row.dueAt} /></small>` : null}${row.flagged ? html`<small class="fine"> ${t("flagged")}</small>` : null}`, csv: (row) => row.state },
    { name: "receipt", label: t("receipt"), show: (row) => receipt(row) || "–", csv: receipt },
    { name: "till", label: t("till"), show: (row) => row.till.name, csv: (row) => row.till.name },
    { name: "who", label: t("who"), show: (row) => row.requestedBy?.name ?? t("system"), csv: (row) => row.requestedBy?.name ?? "" },
  ];
}
