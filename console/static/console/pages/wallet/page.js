// A player's own wallet: what is in it, taking money out to the own phone, and how that stands. Made for a phone.

import { html } from "../../vendor/htm-preact.js";
import { useEffect } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { isZero, shown } from "../../client/money.js";
import { act } from "../../client/query.js";
import { business, may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { confirm } from "../../parts/confirm.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { WALLET, WITHDRAW } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["MyWallet"]["data"]["wallets"]["nodes"][number]} Wallet */
/** @typedef {Wallet["withdrawals"]["nodes"][number]} Withdrawal */

/** While something is on its way, what became of it is looked for so often. */
const EVERY = 5_000;
/** @type {Record<Withdrawal["state"], import("../../parts/chip.js").Kind>} */
const KINDS = { DRAFT: "calm", PENDING_APPROVAL: "warn", APPROVED: "busy", RESERVED: "busy", IN_FLIGHT: "busy", PAID: "good", FAILED: "bad", HELD: "warn", CANCELLED: "dim", REVERSED: "dim" };
/** Those after which nothing more comes. */
const OVER = new Set(["PAID", "FAILED", "CANCELLED", "REVERSED"]);

export function Page() {
  const here = business.value;
  const known = useQuery(WALLET, here && { business: here.id });
  const wallet = known.data?.wallets.nodes[0];
  const moves = wallet?.withdrawals.nodes.some(({ state }) => !OVER.has(state)) ?? false;
  useEffect(() => {
    if (!moves) return undefined;
    const timer = setInterval(() => document.visibilityState === "visible" && known.again(), EVERY);
    return () => clearInterval(timer);
  }, [moves]);
  return html`
    <div class="page-head"><h1>${t("title")}</h1></div>
    <${Reading} known=${known} rows=${4}>
      ${() => (wallet ? html`<${Shown} wallet=${wallet} again=${known.again} />` : html`<${Empty} title=${t("noWallet")}>${t("noWalletSays")}<//>`)}
    <//>`;
}

/** @param {{ wallet: Wallet, again: () => Promise<void> }} props */
function Shown({ wallet, again }) {
  const { nodes, totalCount } = wallet.withdrawals;
  const rows = nodes.map((each) => ({ ...each, id: each.createdAt }));
  return html`
    <div class="columns">
      <section class="card" aria-label=${t("balance")}><p class="fine">${t("balance")}</p>
        <p class="amount"><${Money} value=${wallet.balance} currency /></p></section>
      ${may("wallet.withdraw") && !isZero(wallet.balance) ? html`<${Withdraw} wallet=${wallet.id} again=${again} />` : null}
    </div>
    <section class="card"><h2>${t("list")}</h2>
      <${Table} label=${t("list")} columns=${columns()} pages=${{ rows }} empty=${html`<${Empty} title=${t("none")} />`} />
      ${(totalCount ?? 0) > nodes.length ? html`<p class="fine">${t("newest", { shown: nodes.length, count: totalCount ?? "" })}</p>` : null}
    </section>`;
}

/** @param {{ wallet: string, again: () => Promise<void> }} props */
function Withdraw({ wallet, again }) {
  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send({ amount: typed = "" }, idempotencyKey) {
    const amount = typed.replace(/[\s,]/g, "");
    if (!(await confirm({ title: t("sure", { amount: typed.trim() }), says: t("sureSays"), verb: t("send") }))) return;
    const { withdrawal } = await act(WITHDRAW, { input: { wallet, amount, idempotencyKey } });
    if (withdrawal) toast(withdrawal.state === "PENDING_APPROVAL" ? t("waits") : t("gone", { amount: shown(withdrawal.amount) }));
    await again();
  }
  return html`
    <section class="card"><h2>${t("withdraw")}</h2>
      <${Form} label=${t("withdraw")} send=${t("send")} onSend=${send} wide>
        <${Field} name="amount" label=${t("amount")} hint=${t("amountHint")} inputmode="decimal" autocomplete="off" required />
      <//>
    </section>`;
}

/** @returns {import("../../parts/table.js").Column<Withdrawal & { id: string }>[]} */
function columns() {
  return [
    { name: "at", label: t("at"), main: true, show: (row) => html`<${Time} at=${row.createdAt} />` },
    { name: "paid", label: t("paid"), number: true, show: (row) => html`<${Money} value=${row.amount} />` },
    { name: "tax", label: t("tax"), number: true, show: (row) => (isZero(row.tax) ? "–" : html`<${Money} value=${row.tax} />`) },
    { name: "state", label: t("state"), show: (row) => html`<${Chip} kind=${KINDS[row.state]}>${t(row.state)}<//>${row.text ? html` <small class="fine">${row.text}</small>` : null}` },
  ];
}
