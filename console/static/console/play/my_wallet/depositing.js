// Money in: by a prompt on the own phone, or from M-Pesa's menu with the wallet's own number.

import { html } from "../../vendor/htm-preact.js";
import { language } from "../../client/language.js";
import { shown, typedAmount } from "../../client/money.js";
import { act, refusal } from "../../client/query.js";
import { Chip } from "../../parts/chip.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { moved } from "../purse.js";
import { DEPOSIT } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Wallet} Wallet */
/** @typedef {Wallet["deposits"]["nodes"][number]} Deposit_ */

/** @type {Record<Deposit_["state"], import("../../parts/chip.js").Kind>} */
const KINDS = { INITIATED: "busy", PENDING: "busy", CONFIRMED: "busy", PAID: "good", FAILED: "bad", CANCELLED: "dim", EXPIRED: "dim", UNKNOWN: "warn" };
/** Those after which nothing more is expected. */
export const ENDED = new Set(/** @type {string[]} */ (["PAID", "FAILED", "CANCELLED", "EXPIRED"]));

/** @param {{ wallet: Wallet }} props */
export function Deposit({ wallet }) {
  const { topUp } = wallet;
  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send({ amount: typed = "" }, idempotencyKey) {
    const amount = typedAmount(typed);
    if (!amount) throw refusal("BAD_AMOUNT", t("badAmount"), ["amount"]);
    await act(DEPOSIT, { input: { wallet: wallet.id, amount, idempotencyKey } });
    toast(t("rings"));
    moved();
  }
  return html`
    <section class="card" id="deposit"><h2>${t("deposit")}</h2>
      <${Form} label=${t("deposit")} send=${t("depositDo")} onSend=${send} clear wide>
        <${Field} name="amount" label=${t("depositAmount")} hint=${t("depositHint")} inputmode="numeric" autocomplete="off" required />
      <//>
      ${topUp ? html`<details><summary>${t("byMenu")}</summary><p class="fine">${t("byMenuSays")}</p>
        <dl class="facts"><dt>${t("paybill")}</dt><dd><b>${topUp.paybill}</b></dd><dt>${t("account")}</dt><dd><b>${topUp.accountNumber}</b></dd></dl></details>` : null}
      ${wallet.deposits.nodes.length ? html`<${Deposits} of=${wallet.deposits.nodes} />` : null}
    </section>`;
}

/** @param {{ of: Wallet["deposits"]["nodes"] }} props */
export function Deposits({ of }) {
  return html`<ul class="lines" id="deposits">${of.map((each) => html`<${One} key=${each.id} deposit=${each} />`)}</ul>`;
}

/** @param {{ deposit: Deposit_ }} props */
function One({ deposit }) {
  const { outcome, stakeState: state } = deposit;
  const facts = { amount: shown(deposit.stakeAmount ?? "0"), name: outcome?.name ?? "" };
  return html`
    <li><div><${Chip} kind=${KINDS[deposit.state]}>${t(`d${deposit.state}`)}<//><br /><small><${Time} at=${deposit.createdAt} />${deposit.receiptNumber ? html`, ${deposit.receiptNumber}` : null}<br />${deposit.message[language.value]}</small>
        ${outcome && state !== "NO_STAKE" ? html`<br /><small><a href=${`/play/markets/${outcome.market.id}`}>${outcome.market.title}</a>: ${t(state === "REFUSED" && deposit.state !== "PAID" ? "UNSTAKED" : state, facts)}${deposit.problem && deposit.state === "PAID" ? html` ${deposit.problem.message}` : null}</small>` : null}</div>
      <b class="end"><${Money} value=${deposit.amount} currency /></b></li>`;
}
