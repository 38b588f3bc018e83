// What a customer owes and has, how late it is, and what can be done about it.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { cents, isZero, shown } from "../../client/money.js";
import { act } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { confirm } from "../../parts/confirm.js";
import { Money } from "../../parts/money.js";
import { told } from "../../parts/toast.js";
import { RecordPayment } from "../customer_payment/record.js";
import { Ageing } from "./ageing.js";
import { APPLY_CREDIT } from "./operations.js";
import { RefundInCash } from "./refund.js";
import { t } from "./texts.js";

/**
 * @typedef {object} Account
 * @property {string} id
 * @property {boolean} isWalkIn
 * @property {import("./ageing.js").Figures} ageing
 * @property {{ nodes: readonly { id: string, left: string, receiptId?: string | null, receiptNumber: string }[] }} payments
 */

/** @param {{ customer: Account, again: () => Promise<void> }} props */
export function CustomerAccount({ customer, again }) {
  const [open, setOpen] = useState(/** @type {"" | "pay" | "refund"} */ (""));
  const { due, credit, balance } = customer.ageing;
  const owes = cents(balance) >= 0n;
  const has = !isZero(credit);
  const receipts = customer.payments.nodes.filter(({ left, receiptId }) => receiptId && !isZero(left));

  async function apply() {
    const most = cents(credit) < cents(due) ? credit : due;
    if (!(await confirm({ title: t("applyTitle"), says: t("applySays", { most: shown(most) }), verb: t("apply") }))) return;
    if (await told(() => act(APPLY_CREDIT, { input: { customer: customer.id } }), t("applied"))) await again();
  }
  return html`
    <section class="card">
      <h2>${t(owes ? "owes" : "hasCredit")}</h2>
      <p class="amount"><${Money} value=${owes ? balance : credit} currency /></p>
      ${has ? html`<p class="fine">${t("dueAndCredit")} <${Money} value=${due} /> − <${Money} value=${credit} /></p>` : null}
      <${Ageing} figures=${customer.ageing} />
      ${may("billing.write") ? html`
        <div class="actions no-print">
          ${customer.isWalkIn ? null : html`<button type="button" class="quiet" onClick=${() => setOpen("pay")}>${t("pay")}</button>`}
          ${has && !isZero(due) && !customer.isWalkIn ? html`<button type="button" class="quiet" onClick=${apply}>${t("apply")}</button>` : null}
          ${has && !customer.isWalkIn && may("ledger.write") ? html`<button type="button" class="quiet" onClick=${() => setOpen("refund")}>${t("refund")}</button>` : null}
        </div>` : null}
      ${receipts.length && may("payout.request") ? html`<p class="fine no-print">${t("byMpesa")} ${receipts.slice(0, 5).map(({ id, receiptId, receiptNumber }) => html`<a key=${id} href=${`/receipts/${receiptId}`}>${receiptNumber}</a> `)}</p>` : null}
      ${open === "pay" ? html`<${RecordPayment} customer=${customer.id} again=${again} onClose=${() => setOpen("")} />` : null}
      ${open === "refund" ? html`<${RefundInCash} customer=${customer.id} credit=${credit} again=${again} onClose=${() => setOpen("")} />` : null}
    </section>`;
}
