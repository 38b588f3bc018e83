// Taking money out to the own phone, and how that stands.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { isZero, shown, typedAmount } from "../../client/money.js";
import { act, Refusal, refusal } from "../../client/query.js";
import { Chip } from "../../parts/chip.js";
import { confirm } from "../../parts/confirm.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { moved } from "../purse.js";
import { TAKE_BACK, WITHDRAW } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Wallet["withdrawals"]} Withdrawals_ */
/** @typedef {Withdrawals_["nodes"][number]["state"]} State */

/** @type {Record<State, import("../../parts/chip.js").Kind>} */
const KINDS = { DRAFT: "calm", PENDING_APPROVAL: "warn", APPROVED: "busy", RESERVED: "busy", IN_FLIGHT: "busy", PAID: "good", FAILED: "bad", HELD: "warn", CANCELLED: "dim", REVERSED: "dim" };
/** Those after which nothing more comes. */
export const OVER = new Set(/** @type {string[]} */ (["PAID", "FAILED", "CANCELLED", "REVERSED"]));

/** @param {{ wallet: string }} props */
export function Withdraw({ wallet }) {
  const [typed, setTyped] = useState("");
  /** @param {Record<string, string>} _ @param {string} idempotencyKey */
  async function send(_, idempotencyKey) {
    const amount = typedAmount(typed);
    if (!amount) throw refusal("BAD_AMOUNT", t("badAmount"), ["amount"]);
    if (!(await confirm({ title: t("sure", { amount: shown(amount) }), says: t("sureSays"), verb: t("send") }))) return;
    const { withdrawal } = await act(WITHDRAW, { input: { wallet, amount, idempotencyKey } });
    if (withdrawal) toast(withdrawal.state === "PENDING_APPROVAL" ? t("waits") : t("gone", { amount: shown(withdrawal.amount) }));
    setTyped(""); // else one tap asks for it again
    moved();
  }
  return html`
    <section class="card"><h2>${t("withdraw")}</h2>
      <${Form} label=${t("withdraw")} send=${t("send")} onSend=${send} wide>
        <${Field} name="amount" label=${t("amount")} hint=${t("amountHint")} inputmode="decimal" autocomplete="off" value=${typed} onInput=${(/** @type {any} */ event) => setTyped(event.target.value)} required />
      <//>
    </section>`;
}

/** @param {{ of: Withdrawals_ }} props */
export function Withdrawals({ of: { nodes, totalCount } }) {
  return html`
    <section class="card" id="withdrawals"><h2>${t("list")}</h2>
      <ul class="lines">${nodes.map((each) => html`
        <li key=${each.id}>
          <div><${Chip} kind=${KINDS[each.state]}>${t(each.state)}<//><br /><small><${Time} at=${each.createdAt} />${isZero(each.tax) ? null : html`, ${t("tax")} <${Money} value=${each.tax} />`}${isZero(each.residue) ? null : html`, ${t("stays")} <${Money} value=${each.residue} />`}</small>
            ${each.text ? html`<br /><small>${each.text}</small>` : null}
            ${each.state === "PENDING_APPROVAL" ? html`<br /><${TakeBack} id=${each.id} />` : null}</div>
          <b class="end"><${Money} value=${each.amount} currency /></b>
        </li>`)}</ul>
      ${(totalCount ?? 0) > nodes.length ? html`<p class="fine">${t("newest", { shown: nodes.length, count: totalCount ?? "" })}</p>` : null}
    </section>`;
}

/** @param {{ id: string }} props */
function TakeBack({ id }) {
  const [busy, setBusy] = useState(false);
  async function send() {
    setBusy(true);
    try {
      await act(TAKE_BACK, { input: { withdrawal: id } });
      toast(t("takenBack"));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      toast(error.message, "bad");
    } finally {
      setBusy(false);
      moved();
    }
  }
  return html`<button type="button" class="quiet" disabled=${busy} onClick=${send}>${t("takeBack")}</button>`;
}
