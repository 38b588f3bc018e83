// The markets: what is asked, until when, and what the pools say.

import { html } from "../../vendor/htm-preact.js";
import { useRef } from "../../vendor/preact-hooks.js";
import { useFollow, useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { place } from "../../frame/router.js";
import { ChoiceFilter, Filters, TextFilter } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { Picture } from "../../parts/picture.js";
import { Empty, Reading } from "../../parts/states.js";
import { orderOf } from "../../parts/table.js";
import { Icon } from "../../parts/icon.js";
import { partShown } from "../odds.js";
import { Closing, StateOf, wonParts } from "../state.js";
import { t as words } from "../texts.js";
import { here } from "../who.js";
import { MARKET_CHANGED, MARKETS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["PlayMarkets"]["data"]["markets"]["nodes"][number]} Market */

const NAMES = ["text", "category", "state", "order"];
/** What somebody looks for, and the states that it means. */
const STATES = /** @type {const} */ ({ open: ["OPEN", "SUSPENDED"], waiting: ["CLOSED", "PROPOSED", "DISPUTED", "APPROVED"], over: ["SETTLED", "CORRECTED", "VOID"] });
const ORDERS = /** @type {const} */ (["CLOSES_AT.ASC", "OPENED_AT.DESC", "TITLE.ASC"]);
const SIZE = 20;

export function Page() {
  const { query } = place.value;
  const [text, category] = [query.get("text"), query.get("category")];
  const state = /** @type {keyof typeof STATES | "all"} */ (query.get("state") ?? "open");
  const states = state === "all" ? null : (STATES[state] ?? STATES.open);
  const where = here.value?.id;
  const orderBy = orderOf(query, "CLOSES_AT", states === STATES.open ? "ASC" : "DESC");
  const pages = useConnection(MARKETS, where && { business: where, filter: { text, category, states }, orderBy }, (data) => data.markets, SIZE);
  const { known, rows } = pages;
  useFollow(MARKET_CHANGED, where ? { business: where } : null, useGathered(() => known.again(), 1_000));
  const seen = useRef(new Set(category ? [category] : []));
  for (const each of rows) if (each.category) seen.current.add(each.category);
  const filtered = NAMES.some((name) => query.has(name));
  return html`
    <div class="page-head"><h1>${t("title")}</h1></div>
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} />
      <${ChoiceFilter} name="category" label=${t("category")} options=${[...seen.current].sort().map((value) => ({ value, label: value }))} />
      <${ChoiceFilter} name="state" label=${t("state")} first=${t("open")} options=${/** @type {const} */ (["waiting", "over", "all"]).map((value) => ({ value, label: t(value) }))} />
      <${ChoiceFilter} name="order" label=${t("order")} first=${t("soonest")} options=${ORDERS.slice(1).map((value) => ({ value, label: t(/** @type {"OPENED_AT" | "TITLE"} */ (value.split(".")[0])) }))} />
    <//>
    <${Reading} known=${known} rows=${8}>
      ${() => rows.length === 0
        ? html`<${Empty} title=${t(filtered ? "noneSo" : "none")}>${t("noneSays")}<//>`
        : html`<ul class="pools">${rows.map((market) => html`<${Card} key=${market.id} market=${market} />`)}</ul>
            ${pages.next || pages.previous ? html`<div class="table-foot">
              <button type="button" class="quiet" disabled=${!pages.previous} onClick=${pages.previous}>${t("before")}</button>
              <button type="button" class="quiet" disabled=${!pages.next} onClick=${pages.next}>${t("more")}</button></div>` : null}`}
    <//>`;
}

/** @param {{ market: Market }} props */
function Card({ market }) {
  const { nodes, totalCount } = market.outcomes;
  const won = wonParts(market);
  return html`
    <li class="card pool-card">
      ${market.picture ? html`<${Picture} path=${market.picture} kind="pool-picture" />` : null}
      <p class="fine pool-top"><span>${market.category}</span><${StateOf} state=${market.state} /></p>
      <h2><a href=${`/play/markets/${market.id}`}>${market.title}</a></h2>
      <ul class="parts">${nodes.filter(({ scratchedAt }) => !scratchedAt).map((each) => html`
        <li key=${each.id}><span>${each.name}${won.has(each.id) ? html` <${Icon} name="check" label=${words("won")} />` : null}</span><meter min="0" max="10000" value=${each.impliedBps ?? 0} aria-label=${each.name}></meter><b>${partShown(each.impliedBps)}</b></li>`)}</ul>
      ${(totalCount ?? 0) > nodes.length ? html`<p class="fine">${t("moreOutcomes", { count: (totalCount ?? 0) - nodes.length })}</p>` : null}
      <p class="fine pool-foot"><span>${t("inPool")} <${Money} value=${market.pool} currency /></span><${Closing} market=${market} /></p>
    </li>`;
}
