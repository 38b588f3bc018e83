// What people posted by hand, or ask to post.

import { html } from "../../vendor/htm-preact.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { AmountFilter, amountRange, ChoiceFilter, DayFilter, dayRange, Filters, TextFilter } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Day, Time } from "../../parts/time.js";
import { VOUCHERS } from "./operations.js";
import { kindShown, State, STATES } from "./states.js";
import { Tabs } from "./tabs.js";
import { t } from "./texts.js";

/** @typedef {import("./states.js").Voucher} Voucher */

const NAMES = ["text", "state", "min", "max", "day", "from", "to"];

export function Page() {
  return html`
    <div class="page-head">
      <h1>${t("title")}</h1><p class="fine">${t("says")}</p>
      ${may("ledger.write") ? html`<a class="button end" href="/vouchers/new">${t("add")}</a>` : null}
    </div>
    <${Tabs} />
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} />
      <${ChoiceFilter} name="state" label=${t("state")} options=${STATES.map((value) => ({ value, label: t(value) }))} />
      <${AmountFilter} />
      <${DayFilter} />
    <//>
    <${Vouchers} />`;
}

function Vouchers() {
  const { query } = place.value;
  const order = orderOf(query, "CREATED_AT");
  const state = query.get("state");
  const filter = { text: query.get("text"), states: state ? [state] : null, amount: amountRange(query), day: dayRange(query) };
  const here = business.value;
  const pages = useConnection(VOUCHERS, here && { business: here.id, filter, orderBy: order }, (data) => data.vouchers);
  const again = useGathered(pages.known.again);
  useNews(/^(voucher|approval)\./, () => pages.page === 1 && again());
  const write = may("ledger.write") ? html`<a class="button" href="/vouchers/new">${t("add")}</a>` : null;
  return html`
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} href=${(/** @type {Voucher} */ row) => `/vouchers/${row.id}`}
      order=${order} file="vouchers" filtered=${NAMES.some((name) => query.has(name))}
      empty=${html`<${Empty} title=${t("nothing")} action=${write}>${t("nothingSays")}<//>`} />`;
}

/** @returns {import("../../parts/table.js").Column<Voucher>[]} */
function columns() {
  return [
    { name: "description", label: t("description"), main: true, show: (row) => html`${row.description}${kindOf(row)}`, csv: (row) => row.description },
    { name: "day", label: t("day"), order: "EFFECTIVE_ON", show: (row) => html`<${Day} day=${row.effectiveOn} />`, csv: (row) => row.effectiveOn },
    { name: "amount", label: t("amount"), number: true, order: "AMOUNT", show: (row) => html`<${Money} value=${row.amount} />`, csv: (row) => row.amount },
    { name: "state", label: t("state"), show: (row) => html`<${State} state=${row.state} />`, csv: (row) => row.state },
    { name: "entry", label: t("entry"), show: (row) => row.entry?.number ? `#${row.entry.number}` : "–", csv: (row) => row.entry?.number ?? "" },
    { name: "maker", label: t("maker"), show: (row) => row.maker.name, csv: (row) => row.maker.name },
    { name: "made", label: t("made"), order: "CREATED_AT", show: (row) => html`<${Time} at=${row.createdAt} />`, csv: (row) => row.createdAt },
  ];
}

/** What sets it apart from a plain one. @param {Voucher} row */
function kindOf({ kind, recurring }) {
  if (recurring) return html`<small>${t("ofRecurring")}</small>`;
  return kind === "MANUAL" ? null : html`<small>${kindShown(kind)}</small>`;
}
