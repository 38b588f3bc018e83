// What one has staked, newest first, and how each market stands.

import { html } from "../../vendor/htm-preact.js";
import { useFollow, useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { place } from "../../frame/router.js";
import { ChoiceFilter, Filters } from "../../parts/filters.js";
import { Chip } from "../../parts/chip.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { MARKET_CHANGED } from "../pools/operations.js";
import { FATES } from "../my_stake/fates.js";
import { t as fateWords } from "../my_stake/texts.js";
import { StateOf } from "../state.js";
import { here } from "../who.js";
import { MY_STAKES } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["PlayStakes"]["data"]["myStakes"]["nodes"][number]} Stake */

const STATES = /** @type {const} */ ({ running: ["OPEN", "SUSPENDED", "CLOSED", "PROPOSED", "DISPUTED", "APPROVED"], over: ["SETTLED", "CORRECTED", "VOID"] });
const NAMES = ["state", "market"];

export function Page() {
  const { query } = place.value;
  const order = orderOf(query, "ACCEPTED_AT");
  const state = /** @type {keyof typeof STATES | null} */ (query.get("state"));
  const filter = { states: state ? (STATES[state] ?? null) : null, market: query.get("market") };
  const where = here.value?.id;
  const pages = useConnection(MY_STAKES, where && { business: where, filter, orderBy: order }, (data) => data.myStakes, 25);
  useFollow(MARKET_CHANGED, where ? { business: where } : null, useGathered(() => pages.known.again(), 2_000));
  return html`
    <div class="page-head"><h1>${t("title")}</h1></div>
    <${Filters} names=${NAMES}>
      <${ChoiceFilter} name="state" label=${t("which")} options=${/** @type {const} */ (["running", "over"]).map((value) => ({ value, label: t(value) }))} />
    <//>
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} order=${order} href=${(/** @type {Stake} */ row) => `/play/stakes/${row.id}`}
      filtered=${NAMES.some((name) => query.has(name))} empty=${html`<${Empty} title=${t("none")} action=${html`<a class="button" href="/play">${t("toMarkets")}</a>`} />`} />`;
}

/** @returns {import("../../parts/table.js").Column<Stake>[]} */
function columns() {
  return [
    { name: "on", label: t("on"), main: true, show: (row) => row.outcome.name },
    { name: "market", label: t("market"), show: (row) => row.market.title },
    { name: "at", label: t("at"), order: "ACCEPTED_AT", show: (row) => html`<${Time} at=${row.acceptedAt} />` },
    { name: "amount", label: t("amount"), number: true, order: "AMOUNT", show: (row) => html`<${Money} value=${row.amount} />` },
    { name: "pays", label: t("pays"), number: true, show: (row) => html`<${Money} value=${row.pays} />` },
    { name: "state", label: t("state"), show: (row) => row.fate ? html`<${Chip} kind=${FATES[row.fate]}>${fateWords(row.fate)}<//>` : html`<${StateOf} state=${row.market.state} />` },
  ];
}
