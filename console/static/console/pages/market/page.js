// The page of one market: how it stands, what may be done next, what is staked, its rules, its results and what was paid.

import { html } from "../../vendor/htm-preact.js";
import { useEffect, useState } from "../../vendor/preact-hooks.js";
import { useFollow, useGathered, useQuery } from "../../client/live.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { may } from "../../frame/session.js";
import { Empty, Reading } from "../../parts/states.js";
import { State } from "../markets/states.js";
import { t as words } from "../markets/texts.js";
import { ReportLink } from "../reports/link.js";
import { Requests } from "./asked.js";
import { Certificate } from "./certificate.js";
import { ActPanel } from "./doing.js";
import { Foreseen } from "./dry_run.js";
import { Next } from "./next.js";
import { MARKET, MARKET_APPROVALS, MARKET_CHANGED } from "./operations.js";
import { Outcomes } from "./outcomes.js";
import { Results } from "./results.js";
import { Facts, Rules } from "./rules.js";
import { Settlements } from "./settlements.js";
import { Stakes } from "./stakes.js";
import { nextMoment } from "./steps.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["MarketPage"]["data"]["node"]>, { fallback: string }>} Market */
/** @typedef {Operations["MarketApprovals"]["data"]["approvals"]["nodes"][number]} Asked */

export const styles = ["/static/console/pages/market/market.css"];

/** Until its clock has passed it, and a little longer: the server's may be behind. */
const LATE = 500;
const LONGEST = 2 ** 31 - 1;

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const id = params.market ?? "";
  const known = useQuery(MARKET, { id });
  const node = known.data?.node;
  const market = /** @type {Market | null} */ (node && "fallback" in node ? node : null);
  useFollow(MARKET_CHANGED, market ? { market: id } : null, useGathered(known.again));
  useClock(market, known.again);
  return html`
    <p class="crumbs no-print"><a href="/markets">${words("title")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${() => (market ? html`<${Shown} market=${market} again=${known.again} />` : html`<${Empty} title=${t("absent")} action=${html`<a class="button" href="/markets">${words("title")}</a>`}>${t("absentSays")}<//>`)}
    <//>`;
}

/** Reads it again when something about it changes by the clock alone. @param {Market | null} market @param {() => Promise<void>} again */
function useClock(market, again) {
  const [, setTurn] = useState(0);
  const at = market ? nextMoment(market) : null;
  useEffect(() => {
    if (at === null || at - Date.now() > LONGEST) return undefined;
    const timer = setTimeout(() => {
      setTurn((turn) => turn + 1);
      void again();
    }, at - Date.now() + LATE);
    return () => clearTimeout(timer);
  }, [at]);
}

/** @param {{ market: Market, again: () => Promise<void> }} props */
function Shown({ market, again }) {
  const asked = useQuery(MARKET_APPROVALS, may("approval.read") ? { business: market.business.id, market: market.id } : null);
  useNews(/^approval\./, useGathered(asked.again), market.business.id);
  const requests = asked.data?.approvals.nodes ?? [];
  const waiting = asked.data || asked.problem ? requests.filter(({ state }) => state === "PENDING") : null;
  const verb = place.value.query.get("do");
  const both = async () => void (await Promise.all([again(), asked.again()]));
  return html`
    <div class="page-head"><h1>${market.title}</h1><${State} market=${market} />${market.category ? html`<span class="fine">${market.category}</span>` : null}
      ${market.openedAt ? html`<div class="actions end no-print"><${ReportLink} report="MARKET_SETTLEMENT" about=${{ market: market.id }} /></div>` : null}</div>
    <${Next} market=${market} waiting=${waiting} again=${both} />
    <div class="columns main-and-side">
      <div>
        <${Settlements} market=${market} />
        <${Certificate} market=${market} />
        <${Outcomes} market=${market} />
        ${market.openedAt ? html`<${Foreseen} market=${market} />` : null}
        <${Results} market=${market} />
        ${market.openedAt && (may("ledger.read") || may("market.manage")) ? html`<${Stakes} market=${market} />` : null}
        <${Rules} market=${market} />
      </div>
      <div class="market-facts">
        <${Facts} market=${market} />
        <${Requests} requests=${requests} />
      </div>
    </div>
    ${verb && waiting && may("market.manage") ? html`<${ActPanel} market=${market} verb=${verb} waiting=${waiting} again=${both} />` : null}`;
}
