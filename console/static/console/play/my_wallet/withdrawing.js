// Taking money out to the own phone, and how that stands.

import { html } from "../../vendor/htm-preact.js";
import { isZero, shown } from "../../client/money.js";
import { act } from "../../client/query.js";
import { Chip } from "../../parts/chip.js";
import { confirm } from "../../parts/confirm.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { moved } from "../purse.js";
import { WITHDRAW } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Wallet["withdrawals"]} Withdrawals_ */
/** @typedef {Withdrawals_["nodes"][number]["state"]} State */

/** @type {Record<State, import("../../parts/chip.js").Kind>} */
const KINDS = { DRAFT: "calm", PENDING_APPROVAL: "warn", APPROVED: "busy", RESERVED: "busy", IN_FLIGHT: "busy", PAID: "good", FAILED: "bad", HELD: "warn", CANCELLED: "dim", REVERSED: "dim" };
/** Those after which nothing more comes. */
export const OVER = new Set(/** @type {string[]} */ (["PAID", "FAILED", "CANCELLED", "REVERSED"]));

/** @param {{ wallet: string }} props */
export function Withdraw({ wallet }) {
  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send({ amount: typed = "" }, idempotencyKey) {
    const amount = typed.replace(/[\s,]/g, "");
    if (!(await confirm({ title: t("sure", { amount: typed.trim() }), says: t("sureSays"), verb: t("send") }))) return;
    const { withdrawal } = await act(WITHDRAW, { input: { wallet, amount, idempotencyKey } });
    if (withdrawal) toast(withdrawal.state === "PENDING_APPROVAL" ? t("waits") : t("gone", { amount: shown(withdrawal.amount) }));
    moved();
  }
  return html`
    <section class="card"><h2>${t("withdraw")}</h2>
      <${Form} label=${t("withdraw")} send=${t("send")} onSend=${send} wide>
        <${Field} name="amount" label=${t("amount")} hint=${t("amountHint")} inputmode="decimal" autocomplete="off" required />
      <//>
    </section>`;
}

/** @param {{ of: Withdrawals_ }} props */
export function Withdrawals({ of: { nodes, totalCount } }) {
  return html`
    <section class="card" id="withdrawals"><h2>${t("list")}</h2>
      <ul class="lines">${nodes.map((each) => html`
        <li key=${each.createdAt}>
          <div><${Chip} kind=${KINDS[each.state]}>${t(each.state)}<//><br /><small><${Time} at=${each.createdAt} />${isZero(each.tax) ? null : html`, ${t("tax")} <${Money} value=${each.tax} />`}${isZero(each.residue) ? null : html`, ${t("stays")} <${Money} value=${each.residue} />`}</small>
            ${each.text ? html`<br /><small>${each.text}</small>` : null}</div>
          <b class="end"><${Money} value=${each.amount} currency /></b>
        </li>`)}</ul>
      ${(totalCount ?? 0) > nodes.length ? html`<p class="fine">${t("newest", { shown: nodes.length, count: totalCount ?? "" })}</p>` : null}
    </section>`;
}
