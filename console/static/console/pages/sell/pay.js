// A ticket that is being paid: cash, a phone that is asked, a code to scan, or a payment that has landed. Each pays
// what it can of what is due; what comes in shows by itself.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { language } from "../../client/language.js";
import { useFollow, useGathered, useQuery } from "../../client/live.js";
import { cents, decimal, isZero, shown, typedAmount } from "../../client/money.js";
import { act, refusal } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { confirm } from "../../parts/confirm.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { toast } from "../../parts/toast.js";
import { ShowInvoiceQr } from "../till_qr/dialog.js";
import { Claim } from "./claim.js";
import { ASK_PHONE, ASKED, ASKED_CHANGED, SALE, SALE_CHANGED, TELL_SALE } from "./operations.js";
import { t } from "./texts.js";
import { forget, giveUp, leave, offline, takeCash, ticketOf } from "./till.js";

/** @typedef {import("./page.js").Shift} Shift */
/** @typedef {Extract<NonNullable<Operations["SaleAtTill"]["data"]["node"]>, { onAccount: boolean }>} Sale */

const NOTES = [50_00n, 100_00n, 200_00n, 500_00n, 1000_00n];

/** @param {{ ticket: string, shift: Shift, onClose: () => void }} props */
export function Pay({ ticket: key, shift, onClose }) {
  const ticket = ticketOf(key);
  const known = useQuery(SALE, ticket?.sale ? { id: ticket.sale } : null);
  useFollow(SALE_CHANGED, ticket?.invoice ? { invoice: ticket.invoice } : null, useGathered(known.again, 200));
  if (!ticket) return null;
  const sale = known.data?.node && "onAccount" in known.data.node ? known.data.node : null;
  const handed = ticket.cash.reduce((sum, { tendered }) => sum + cents(tendered), 0n);
  const waiting = ticket.cash.filter(({ done }) => !done).reduce((sum, { tendered }) => sum + cents(tendered), 0n);
  const due = sale ? cents(sale.invoice.due) - waiting : cents(ticket.total) - handed;
  const open = due > 0n;
  const back = ticket.cash.reduce((sum, each) => sum + cents(each.change), 0n);

  function next() {
    leave(key);
    onClose();
  }
  /** Put aside: what is due of it is taken up again from the sales. */
  function close() {
    if (ticketOf(key)?.sent) forget(key);
    onClose();
  }
  async function abandon() {
    if (!(await confirm({ title: t("giveUpTitle"), says: t("giveUpSays"), verb: t("giveUp"), danger: true }))) return;
    giveUp(key);
    onClose();
  }
  if (ticket.problem) {
    return html`
      <${Panel} title=${t("refused")} onClose=${onClose}>
        <p role="alert"><b>${ticket.problem}</b></p>
        <div class="actions"><button type="button" onClick=${() => (forget(key, !ticket.sale), onClose())}>${t(ticket.sale ? "understood" : "backToBasket")}</button></div>
      <//>`;
  }
  return html`
    <${Panel} title=${ticket.number ? t("saleNumber", { number: ticket.number }) : t("sale")} onClose=${close}>
      <div class="till-pay" aria-live="polite">
        ${ticket.sent ? null : html`<p role="status">${offline.value ? html`<${Chip} kind="warn">${t("waits")}<//>` : html`<${Chip} kind="busy">${t("sending")}<//>`}</p>`}
        <dl class="till-due"><dt>${open ? t("due") : t("total")}</dt><dd><${Money} value=${open ? decimal(due) : ticket.total} currency /></dd></dl>
        ${open && !ticket.onAccount ? html`
          <${Cash} due=${decimal(due)} onTake=${(/** @type {string} */ tendered) => takeCash(key, tendered, decimal(due))} />
          ${sale ? html`<${ByPhone} sale=${sale} shift=${shift} due=${decimal(due)} again=${known.again} />` : null}
          ${ticket.cash.length || (sale && sale.invoice.state !== "UNPAID") ? null : html`<p><button type="button" class="link" onClick=${abandon}>${t("giveUp")}</button></p>`}`
        : html`
          <p class="till-paid">${t(ticket.onAccount ? "billed" : "paid")}</p>
          ${back > 0n ? html`<dl class="till-due"><dt>${t("change")}</dt><dd><${Money} value=${decimal(back)} currency /></dd></dl>` : null}
          ${sale && isZero(sale.invoice.due) ? html`<${Tell} sale=${sale} />` : null}
          <div class="actions"><button type="button" class="till-big" onClick=${next}>${t("next")}</button></div>`}
      </div>
    <//>`;
}

/** @param {{ due: string, onTake: (tendered: string) => void }} props */
function Cash({ due, onTake }) {
  const [typed, setTyped] = useState("");
  const owed = cents(due);
  const notes = [...new Set([owed, ...NOTES.map((note) => ((owed + note - 1n) / note) * note)])].sort((a, b) => (a < b ? -1 : 1)).slice(0, 6);
  const tendered = typedAmount(typed);
  /** @param {Event} event */
  function send(event) {
    event.preventDefault();
    if (tendered === null) return;
    onTake(tendered);
    setTyped("");
  }
  return html`
    <section aria-label=${t("cash")}>
      <h3>${t("cash")}</h3>
      <div class="till-notes">${notes.map((note) => html`<button type="button" class="quiet" key=${String(note)} onClick=${() => onTake(decimal(note))}>${shown(decimal(note))}</button>`)}</div>
      <form class="till-cash" onSubmit=${send}>
        <input inputmode="decimal" aria-label=${t("tendered")} placeholder=${t("tendered")} value=${typed} autocomplete="off" onInput=${(/** @type {any} */ event) => setTyped(event.currentTarget.value)} />
        <button type="submit" disabled=${tendered === null}>${t("take")}</button>
      </form>
    </section>`;
}

/** @param {{ sale: Sale, shift: Shift, due: string, again: () => Promise<void> }} props */
function ByPhone({ sale, shift, due, again }) {
  const [asked, setAsked] = useState("");
  const { till } = shift.register;
  if (!till) return html`<p class="fine">${t("noTill")}</p>`;

  /** @param {Record<string, string>} values @param {string} key */
  async function send(values, key) {
    const amount = typedAmount(values.amount ?? "");
    if (amount === null) throw refusal("BAD_AMOUNT", t("badAmount"), ["amount"]);
    const input = { till: till?.id ?? "", phone: values.phone ?? "", amount, accountReference: sale.invoice.number, idempotencyKey: key };
    const { paymentRequest } = await act(ASK_PHONE, { input });
    setAsked(paymentRequest?.id ?? "");
  }
  return html`
    <section aria-label=${t("mpesa")}>
      <h3>${t("mpesa")}</h3>
      ${may("payment.request") ? html`
        <${Form} label=${t("askPhone")} send=${t("askPhone")} onSend=${send} wide names=${{ idempotencyKey: "phone" }}>
          <${Field} name="phone" label=${t("phone")} type="tel" inputmode="tel" required autocomplete="off" />
          <${Field} name="amount" label=${t("sum")} inputmode="decimal" value=${due} required autocomplete="off" />
        <//>
        ${asked ? html`<${Asked} request=${asked} />` : null}` : null}
      <div class="actions"><${ShowInvoiceQr} invoice=${{ number: sale.invoice.number, due }} tills=${[till]} /></div>
      <p class="fine">${t("typeNumber", { shortcode: till.shortcode, number: sale.invoice.number })}</p>
      <${Claim} sale=${sale.id} shift=${shift.id} due=${due} again=${again} />
    </section>`;
}

/** What becomes of what a phone was asked for. @param {{ request: string }} props */
function Asked({ request }) {
  const known = useQuery(ASKED, { id: request });
  useFollow(ASKED_CHANGED, { request }, useGathered(known.again, 200));
  const node = known.data?.node;
  if (!node || !("state" in node)) return null;
  const kind = node.state === "PAID" || node.state === "CONFIRMED" ? "good" : node.outcome ? "bad" : "busy";
  return html`<p role="status"><${Chip} kind=${kind}>${node.state === "PENDING" ? t("ringing") : node.message[language.value]}<//></p>`;
}

/** @param {{ sale: Sale }} props */
function Tell({ sale }) {
  /** @param {Record<string, string>} values @param {string} key */
  async function send({ phone = "" }, key) {
    await act(TELL_SALE, { input: { sale: sale.id, phone, idempotencyKey: key } });
    toast(t("told"));
  }
  return html`
    <${Form} label=${t("tell")} send=${t("tell")} onSend=${send} wide clear>
      <${Field} name="phone" label=${t("receiptTo")} type="tel" inputmode="tel" required autocomplete="off" />
    <//>`;
}
