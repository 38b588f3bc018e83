// Whose phone a payout should be, and what is in the wallet that it leaves. It is not signed: people read it, M-Pesa's
// answer is compared with the name, and the wallet goes on moving.

import { html } from "../../vendor/htm-preact.js";
import { cents, decimal, isZero } from "../../client/money.js";
import { Money } from "../../parts/money.js";
import { t } from "./texts.js";

/** @param {{ subject: import("./page.js").Approval["subject"], waits: boolean }} props */
export function Receiver({ subject, waits }) {
  if (subject?.__typename !== "Payout") return null;
  const { wallet } = subject;
  return html`
    ${subject.shouldBe ? html`<dt>${t("shouldBe")}</dt><dd>${subject.shouldBe}</dd>` : null}
    ${isZero(subject.residue) ? null : html`<dt>${t("residue")}</dt><dd><${Money} value=${subject.residue} /></dd>`}
    ${wallet ? html`<dt>${t("player")}</dt><dd>${wallet.player.name}</dd>` : null}
    ${wallet && waits ? html`<${Holds} wallet=${wallet} leaves=${cents(subject.gross) + cents(subject.tax)} />` : null}`;
}

/** @param {{ wallet: { balance: string, withdrawalsWaiting: string }, leaves: bigint }} props */
function Holds({ wallet, leaves }) {
  const beside = cents(wallet.withdrawalsWaiting) - leaves;
  return html`
    <dt>${t("balance")}</dt><dd><${Money} value=${wallet.balance} /></dd>
    ${beside > 0n ? html`<dt>${t("waitsBeside")}</dt><dd><${Money} value=${decimal(beside)} /></dd>` : null}
    ${leaves > cents(wallet.balance) ? html`<dt>${t("problem")}</dt><dd><span class="note warn">${t("walletShort")}</span></dd>` : null}`;
}
