// One stake: what was staked on what, what became of it, and whether the certificate says the same.

import { html } from "../../vendor/htm-preact.js";
import { useFollow, useGathered, useQuery } from "../../client/live.js";
import { Chip } from "../../parts/chip.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Moment } from "../../parts/time.js";
import { MARKET_CHANGED } from "../pool/operations.js";
import { StateOf } from "../state.js";
import { Checking } from "./checking.js";
import { FATES } from "./fates.js";
import { STAKE } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["PlayStake"]["data"]["node"]>, { acceptedAt: string }>} Stake */

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const known = useQuery(STAKE, { id: params.stake ?? "" });
  const node = known.data?.node;
  useFollow(MARKET_CHANGED, node && "market" in node ? { id: node.market.id } : null, useGathered(() => known.again(), 800));
  return html`
    <p class="crumbs"><a href="/play/stakes">${t("back")}</a></p>
    <${Reading} known=${known} rows=${6}>
      ${(/** @type {Operations["PlayStake"]["data"]} */ data) =>
        data.node && "acceptedAt" in data.node ? html`<${Shown} stake=${data.node} />` : html`<div class="page-head"><h1>${t("absent")}</h1></div><${Empty} title=${t("absentSays")} />`}
    <//>`;
}

/** @param {{ stake: Stake }} props */
function Shown({ stake }) {
  const { market } = stake;
  return html`
    <div class="page-head"><h1>${stake.outcome.name}</h1><${StateOf} state=${market.state} /></div>
    <section class="card">
      <dl class="facts">
        <dt>${t("market")}</dt><dd><a href=${`/play/markets/${market.id}`}>${market.title}</a></dd>
        <dt>${t("amount")}</dt><dd><b><${Money} value=${stake.amount} currency /></b></dd>
        ${stake.fate ? html`<dt>${t("fate")}</dt><dd><${Chip} kind=${FATES[stake.fate]}>${t(stake.fate)}<//></dd><dt>${t("pays")}</dt><dd><b><${Money} value=${stake.pays} currency /></b></dd>` : null}
        ${market.voidedAt ? html`<dt>${t("voidSince")}</dt><dd><${Moment} at=${market.voidedAt} /><br />${market.voidReason ?? t("voidByClock")}</dd>` : null}
        <dt>${t("number")}</dt><dd>${stake.number}</dd>
        <dt>${t("at")}</dt><dd><${Moment} at=${stake.acceptedAt} /></dd>
      </dl>
      ${stake.fate ? null : html`<p class="fine">${t("notYet")}</p>`}
    </section>
    <${Checking} stake=${stake} />`;
}
