// Vouchers that come again by themselves.

import { html } from "../../vendor/htm-preact.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { AmountFilter, amountRange, ChoiceFilter, Filters, TextFilter } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Day } from "../../parts/time.js";
import { Tabs } from "../vouchers/tabs.js";
import { RECURRING } from "./operations.js";
import { frequencyShown, State, STATES } from "./states.js";
import { t } from "./texts.js";

/** @typedef {import("./states.js").Recurring} Recurring */

const NAMES = ["text", "state", "min", "max"];

export function Page() {
  return html`
    <div class="page-head">
      <h1>${t("title")}</h1><p class="fine">${t("says")}</p>
      ${may("ledger.write") ? html`<a class="button end" href="/vouchers/recurring/new">${t("add")}</a>` : null}
    </div>
    <${Tabs} />
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} />
      <${ChoiceFilter} name="state" label=${t("state")} options=${STATES.map((value) => ({ value, label: t(value) }))} />
      <${AmountFilter} />
    <//>
    <${List} />`;
}

function List() {
  const { query } = place.value;
  const order = orderOf(query, "CREATED_AT");
  const state = query.get("state");
  const filter = { text: query.get("text"), states: state ? [state] : null, amount: amountRange(query) };
  const here = business.value;
  const pages = useConnection(RECURRING, here && { business: here.id, filter, orderBy: order }, (data) => data.recurringVouchers);
  useNews(/^(voucher|recurring|approval)\./, useGathered(pages.known.again));
  const first = may("ledger.write") ? html`<a class="button" href="/vouchers/recurring/new">${t("add")}</a>` : null;
  return html`
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} href=${(/** @type {Recurring} */ row) => `/vouchers/recurring/${row.id}`}
      order=${order} file="recurring" filtered=${NAMES.some((name) => query.has(name))}
      empty=${html`<${Empty} title=${t("nothing")} action=${first}>${t("nothingSays")}<//>`} />`;
}

/** @returns {import("../../parts/table.js").Column<Recurring>[]} */
function columns() {
  return [
    { name: "name", label: t("name"), main: true, order: "NAME", show: (row) => html`${row.name}<small>${row.description}</small>`, csv: (row) => row.name },
    { name: "amount", label: t("amount"), number: true, show: (row) => html`<${Money} value=${row.amount} />`, csv: (row) => row.amount },
    { name: "frequency", label: t("frequency"), show: (row) => frequencyShown(row.frequency), csv: (row) => row.frequency },
    { name: "state", label: t("state"), show: (row) => html`<${State} state=${row.state} />${row.problem ? html`<small>${row.problem}</small>` : null}`, csv: (row) => row.state },
    { name: "next", label: t("next"), order: "NEXT_ON", show: (row) => (goesOn(row) ? html`<${Day} day=${row.nextOn} />` : "–"), csv: (row) => (goesOn(row) ? row.nextOn : "") },
    { name: "last", label: t("last"), show: (row) => (row.lastOn ? html`<${Day} day=${row.lastOn} />` : t("noEnd")), csv: (row) => row.lastOn ?? "" },
  ];
}

/** @param {Recurring} row */
function goesOn({ state }) {
  return state === "ACTIVE" || state === "PAUSED" || state === "PENDING";
}
