// One market: what is staked on what, staking oneself, the rules as they stand, and what became of it.

import { html } from "../../vendor/htm-preact.js";
import { useFollow, useGathered, useQuery } from "../../client/live.js";
import { Money } from "../../parts/money.js";
import { Picture } from "../../parts/picture.js";
import { Empty, Reading } from "../../parts/states.js";
import { Chip } from "../../parts/chip.js";
import { Moment, Time } from "../../parts/time.js";
import { FATES } from "../my_stake/fates.js";
import { t as fateWords } from "../my_stake/texts.js";
import { moved } from "../purse.js";
import { Closing, isRunning, StateOf } from "../state.js";
import { here } from "../who.js";
import { Certificate } from "./certificate.js";
import { History } from "./history.js";
import { MARKET, MARKET_CHANGED } from "./operations.js";
import { Result } from "./result.js";
import { Rules } from "./rules.js";
import { Outcomes, Staking } from "./staking.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["PlayMarket"]["data"]["node"]>, { closesAt: string }>} Market */

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const id = params.market ?? "";
  const where = here.value?.id;
  const known = useQuery(MARKET, where ? { id, business: where } : null);
  const again = useGathered(() => known.again(), 800);
  useFollow(MARKET_CHANGED, known.data?.node ? { id } : null, () => {
    again();
    moved(); // what was won may have come
  });
  return html`
    <p class="crumbs"><a href="/play">${t("back")}</a></p>
    <${Reading} known=${known} rows=${10}>
      ${(/** @type {Operations["PlayMarket"]["data"]} */ { node, myStaking }) =>
        node && "closesAt" in node ? html`<${Shown} market=${node} kept=${myStaking} again=${known.again} />` : html`<div class="page-head"><h1>${t("absent")}</h1></div><${Empty} title=${t("absentSays")} />`}
    <//>`;
}

/** What keeps the player from staking. @typedef {Operations["PlayMarket"]["data"]["myStaking"]} Kept */

/** @param {{ market: Market, kept: Kept, again: () => Promise<void> }} props */
function Shown({ market, kept, again }) {
  const open = market.state === "OPEN";
  return html`
    <div class="page-head pool-head">
      ${market.picture ? html`<${Picture} key=${market.id} path=${market.picture} kind="pool-picture" />` : null}
      <p class="fine pool-top"><span>${market.category}</span><${StateOf} state=${market.state} /></p>
      <h1>${market.title}</h1>
      ${market.description ? html`<p>${market.description}</p>` : null}
      <p class="fine pool-foot"><span>${t("inPool")} <b><${Money} value=${market.pool} currency /></b>, ${t("stakes", { count: market.stakeCount })}</span>
        <${Closing} market=${market} /></p>
    </div>
    <div class="columns">
      <div>
        ${market.voidedAt || market.proposals.nodes.length ? html`<${Result} market=${market} again=${again} />` : null}
        ${open && (kept.exclusion || kept.barredBy) ? html`<div class="note warn">${kept.exclusion ? html`<p>${t("excluded")} <a href="/play/limits">${t("limitsPage")}</a></p>` : html`<p>${t(kept.barredBy === "ONE_PERSON" ? "onePerson" : "barred")} ${kept.barredBy === "ONE_PERSON" ? null : html`<a href="/play/kyc">${t("showWho")}</a>`}</p>`}</div>` : null}
        ${open && !kept.exclusion && !kept.barredBy ? html`<${Staking} market=${market} again=${again} />` : html`<section class="card"><h2>${t(isRunning(market.state) ? "outcomes" : "stakedOn")}</h2><${Outcomes} market=${market} /></section>`}
        ${market.stakes.nodes.length ? html`<${Mine} market=${market} />` : null}
        <${Certificate} market=${market} />
      </div>
      <div>
        <${History} market=${market} />
        ${market.clarifications.nodes.length ? html`
          <section class="card"><h2>${t("clarifications")}</h2><p class="fine">${t("clarificationsSay")}</p>
            <ul class="lines">${market.clarifications.nodes.map(({ at, text }) => html`<li key=${at}><div><small><${Moment} at=${at} /></small><p>${text}</p></div></li>`)}</ul></section>` : null}
        <${Rules} market=${market} />
      </div>
    </div>`;
}

/** @param {{ market: Market }} props */
function Mine({ market }) {
  const { nodes, totalCount } = market.stakes;
  return html`
    <section class="card"><h2>${t("mine")}</h2>
      <ul class="lines">${nodes.map((each) => html`
        <li key=${each.id}><div><a href=${`/play/stakes/${each.id}`}>${each.outcome.name}</a><br /><small>${t("stake", { number: each.number })}, <${Time} at=${each.acceptedAt} /></small></div>
          <div class="end sums"><b><${Money} value=${each.amount} currency /></b>${each.fate ? html`<br /><small><${Chip} kind=${FATES[each.fate]}>${fateWords(each.fate)}<//>${each.fate === "LOST" ? null : html` <${Money} value=${each.pays} currency />`}</small>` : null}</div></li>`)}</ul>
      ${(totalCount ?? 0) > nodes.length ? html`<p class="fine"><a href=${`/play/stakes?market=${market.id}`}>${t("allMine", { count: totalCount ?? "" })}</a></p>` : null}
    </section>`;
}
