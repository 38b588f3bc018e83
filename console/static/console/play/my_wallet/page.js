// The own wallet: what is in it, bringing money in and taking it out, and every cent that ever moved.

import { html } from "../../vendor/htm-preact.js";
import { useEffect } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { cents, isZero } from "../../client/money.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Moment } from "../../parts/time.js";
import { moved, moves } from "../purse.js";
import { here } from "../who.js";
import { WALLET } from "./operations.js";
import { Deposit, Deposits, ENDED } from "./depositing.js";
import { Movements, Origins } from "./movements.js";
import { t } from "./texts.js";
import { OVER, Withdraw, Withdrawals } from "./withdrawing.js";

/** @typedef {Operations["PlayWallet"]["data"]["wallets"]["nodes"][number]} Wallet */

/** While something is on its way, what became of it is looked for so often. */
const EVERY = 5_000;

export function Page() {
  const where = here.value;
  const known = useQuery(WALLET, where && { business: where.id });
  const wallet = known.data?.wallets.nodes[0];
  const under = (wallet?.withdrawals.nodes.some(({ state }) => !OVER.has(state)) || wallet?.deposits.nodes.some(({ state }) => !ENDED.has(state))) ?? false;
  useEffect(() => {
    if (moves.value) known.again();
  }, [moves.value]);
  useEffect(() => {
    if (!under) return undefined;
    const timer = setInterval(() => document.visibilityState === "visible" && moved(), EVERY);
    return () => clearInterval(timer);
  }, [under]);
  return html`
    <div class="page-head"><h1>${t("title")}</h1></div>
    <${Reading} known=${known} rows=${6}>
      ${() => (wallet ? html`<${Shown} wallet=${wallet} kept=${known.data?.myStaking.exclusion ?? null} />` : html`<${Empty} title=${t("noWallet")}>${t("noWalletSays")}<//>`)}
    <//>`;
}

/** What keeps the player from staking. @typedef {Operations["PlayWallet"]["data"]["myStaking"]["exclusion"]} Kept */

/** @param {{ wallet: Wallet, kept: Kept }} props */
function Shown({ wallet, kept }) {
  return html`
    <div class="columns">
      <div>
        <section class="card" aria-label=${t("balance")}><p class="fine">${t("balance")}</p>
          <p class="amount"><${Money} value=${wallet.spendable} currency /></p>
          ${isZero(wallet.withdrawalsWaiting) ? null : html`<p class="fine" id="waiting">${t("waiting")} <${Money} value=${wallet.withdrawalsWaiting} currency /> ${t("setAside")} <${Money} value=${wallet.balance} currency />${cents(wallet.withdrawalsWaiting) > cents(wallet.balance) ? html`<br /><b>${t("waitingOver")}</b>` : null}</p>`}</section>
        ${kept ? html`<div class="note warn" role="status"><p>${kept.untilAt ? html`${t("keptUntil")} <${Moment} at=${kept.untilAt} />.` : t("keptForGood")} ${t("keptSays")}</p></div>` : html`<${Deposit} wallet=${wallet} />`}
        ${isZero(wallet.spendable) ? null : html`<${Withdraw} wallet=${wallet.id} />`}
      </div>
      <div>
        ${kept && wallet.deposits.nodes.length ? html`<section class="card"><h2>${t("depositsMade")}</h2><${Deposits} of=${wallet.deposits.nodes} /></section>` : null}
        ${wallet.withdrawals.nodes.length ? html`<${Withdrawals} of=${wallet.withdrawals} />` : null}
        <${Movements} wallet=${wallet.id} balance=${wallet.balance} />
        <${Origins} wallet=${wallet.id} balance=${wallet.balance} />
      </div>
    </div>`;
}
