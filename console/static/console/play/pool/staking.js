// On what, how much, and what it would get now.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { cents, isZero, shown, typedAmount } from "../../client/money.js";
import { act, ask, refusal } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { confirm } from "../../parts/confirm.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { toast } from "../../parts/toast.js";
import { Chip } from "../../parts/chip.js";
import { partShown, wouldGet } from "../odds.js";
import { DEPOSIT, DEPOSIT_FOR } from "../my_wallet/operations.js";
import { moved, purse } from "../purse.js";
import { isRunning, wonParts } from "../state.js";
import { t as words } from "../texts.js";
import { PLACE_STAKE } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Market} Market */

/** What is staked on each; where one can be chosen, the choice. @param {{ market: Market, chosen?: string, onChoose?: (id: string) => void }} props */
export function Outcomes({ market, chosen, onChoose }) {
  const won = wonParts(market);
  const running = isRunning(market.state);
  return html`
    <ul class="outcomes">${market.outcomes.nodes.map((each) => {
      const body = html`
        <span class="outcome-name">${each.name}${won.has(each.id) ? html` <${Chip} kind="good">${words("won")}${won.size > 1 ? ` ${partShown(won.get(each.id))}` : ""}<//>` : null}</span>
        <b>${each.scratchedAt ? t("scratched") : partShown(each.impliedBps)}</b>
        <meter min="0" max="10000" value=${each.impliedBps ?? 0} aria-label=${t("partOf", { name: each.name })}></meter>
        <small><${Money} value=${each.pool} currency />${running && each.perHundred && !each.scratchedAt ? html`, ${t("perHundred", { amount: shown(each.perHundred) })}` : null}</small>`;
      return html`<li key=${each.id} data-won=${won.has(each.id)} data-over=${Boolean(each.scratchedAt)}>${onChoose && !each.scratchedAt
        ? html`<label><input type="radio" name="outcome" value=${each.id} checked=${each.id === chosen} onChange=${() => onChoose(each.id)} />${body}</label>`
        : html`<div>${body}</div>`}</li>`;
    })}</ul>`;
}

/** @param {{ market: Market, again: () => Promise<void> }} props */
export function Staking({ market, again }) {
  const [chosen, setChosen] = useState("");
  const [typed, setTyped] = useState("");
  const outcome = market.outcomes.nodes.find(({ id }) => id === chosen);
  const amount = typedAmount(typed);
  const within = amount !== null && cents(amount) >= cents(market.leastStake) && cents(amount) <= cents(market.mostStake);
  const now = within ? wouldGet(market, chosen, amount) : null;
  const short = Boolean(amount && purse.value && cents(amount) > cents(purse.value.spendable));

  /** @param {Record<string, string>} _ @param {string} idempotencyKey */
  async function send(_, idempotencyKey) {
    if (!outcome) throw refusal("REQUIRED", t("chooseOne"));
    if (!amount) throw refusal("BAD_AMOUNT", t("badAmount"), ["amount"]);
    if (!within) throw refusal("BAD_AMOUNT", t("between", { least: shown(market.leastStake), most: shown(market.mostStake) }), ["amount"]);
    const facts = { amount: shown(amount), name: outcome.name };
    const needed = short && purse.value ? (await ask(DEPOSIT_FOR, { wallet: purse.value.id, amount })).node?.depositFor : null;
    if (needed && purse.value) {
      const told = { missing: shown(needed.amount), excise: shown(needed.excise) };
      if (!(await confirm({ title: t("sure", facts), says: t(cents(needed.excise) ? "missingTaxed" : "missingSays", told), verb: t("ask") }))) return;
      await act(DEPOSIT, { input: { wallet: purse.value.id, amount: needed.amount, stake: { outcome: chosen, amount }, idempotencyKey } });
      toast(t("rings"));
      return go("/play/wallet");
    }
    if (!(await confirm({ title: t("sure", facts), says: t("sureSays"), verb: t("place") }))) return;
    await act(PLACE_STAKE, { input: { outcome: chosen, amount, idempotencyKey } });
    toast(t("placed", facts));
    setTyped("");
    moved();
    await again();
  }
  return html`
    <section class="card"><h2>${t("stakeHere")}</h2>
      <${Form} label=${t("stakeHere")} send=${t(short ? "payAndPlace" : "place")} onSend=${send} wide>
        <fieldset><legend class="unseen">${t("outcomes")}</legend><${Outcomes} market=${market} chosen=${chosen} onChoose=${setChosen} /></fieldset>
        <${Field} name="amount" label=${t("amount")} inputmode="decimal" autocomplete="off" value=${typed} onInput=${(/** @type {any} */ event) => setTyped(event.target.value)}
          hint=${t("bounds", { least: shown(market.leastStake), most: shown(market.mostStake), wallet: purse.value ? shown(purse.value.spendable) : "0.00" })} required />
        ${purse.value && !isZero(purse.value.withdrawalsWaiting) ? html`<p class="fine">${t("askedOut", { amount: shown(purse.value.withdrawalsWaiting) })} <a href="/play/wallet">${t("takeItBack")}</a></p>` : null}
        <div class="would" aria-live="polite">${now
          ? html`<p>${t("would")} <b><${Money} value=${now.amount} currency /></b></p><p class="fine">${t(now.alone ? "alone" : "caveat")}</p>`
          : html`<p class="fine">${t("wouldSays")}</p>`}</div>
      <//>
      <p class="fine">${t("short")} <a href="/play/wallet">${t("deposit")}</a> · <a href="/play/limits">${t("limits")}</a></p>
    </section>`;
}
