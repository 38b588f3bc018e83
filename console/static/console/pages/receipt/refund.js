// Giving a payment back to the phone that paid it.

import { html } from "../../vendor/htm-preact.js";
import { shown, typedAmount } from "../../client/money.js";
import { act, refusal } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { REFUND_RECEIPT } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ receipt: import("./steps.js").Receipt, onClose: () => void }} props */
export function Refund({ receipt, onClose }) {
  const { left = receipt.amount, accountCode: proposed = "", code = "" } = receipt.refund ?? {};
  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send({ amount: typed = "", accountCode = "", comment = "" }, idempotencyKey) {
    const amount = typedAmount(typed);
    if (amount === null) throw refusal("BAD_AMOUNT", t("badAmount"), ["amount"]);
    const input = { receipt: receipt.id, amount, accountCode: accountCode.trim(), comment, idempotencyKey };
    const { payout } = await act(REFUND_RECEIPT, { input });
    toast(t("refundAsked"));
    if (payout) go(`/payouts/${payout.id}`);
  }
  return html`
    <${Panel} title=${t("refund")} onClose=${onClose}>
      ${code === "PAYER_UNKNOWN" ? html`<div class="note warn"><p><b>${t("masked", { phone: receipt.phone ?? t("notGiven") })}</b> ${t("maskedSays", { number: receipt.number, account: proposed || "–" })}</p></div>
        <div class="actions"><a class="button" href="/payouts/new">${t("maskedGo")}</a></div>` : html`
      <p>${t("refundSays", { amount: shown(left), phone: receipt.phone ?? "" })}</p>
      <${Form} label=${t("refund")} send=${t("refundAsk")} onSend=${send} wide>
        <${Field} name="amount" label=${t("refundAmount")} value=${left} inputmode="decimal" autocomplete="off" required autofocus />
        <${Field} name="accountCode" label=${t("refundFrom")} hint=${t("refundFromHint")} value=${proposed} autocomplete="off" required />
        <${Field} name="comment" label=${t("refundComment")} rows=${3} maxlength="500" required />
      <//>`}
    <//>`;
}
