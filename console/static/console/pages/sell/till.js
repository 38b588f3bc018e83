// What the till remembers: the basket, and tickets whose sending is not over. It is kept on the device, so that a
// network that is gone, or a page that is closed, loses nothing; and whatever is sent again has the key that it had, so
// that nobody is charged twice.

import { cents, decimal } from "../../client/money.js";
import { lineCents, thousandths } from "../../client/quantity.js";
import { act, newKey, Refusal } from "../../client/query.js";
import { signal } from "../../vendor/signals.js";
import { ABANDON_SALE, RING_UP, TAKE_CASH } from "./operations.js";

/** @typedef {{ product: string, name: string, price: string, quantity: string, discount: string }} Line */
/** `change` is reckoned here until the server has said it. @typedef {{ key: string, tendered: string, change: string, done: boolean }} CashAct */
/**
 * A basket that was charged: `key` is that of the sale; `sale` what the server made of it.
 * @typedef {{ key: string, shift: string, lines: Line[], total: string, customer: string | null, onAccount: boolean,
 *   sale: string | null, invoice: string | null, number: string, cash: CashAct[], givenUp: boolean, left: boolean, problem: string, sent: boolean }} Ticket
 */

/** Whether it was carried out nobody knows, or it cannot be now: it is sent again, with its key. */
const AGAIN = new Set(["OFFLINE", "UNAVAILABLE", "TOO_SLOW", "TRY_AGAIN", "TOO_OFTEN", "INTERNAL", "SIGN_IN_REQUIRED", "CSRF", "NOT_READY"]);
const EVERY = 3_000;

export const basket = signal(/** @type {Line[]} */ ([]));
export const tickets = signal(/** @type {Ticket[]} */ ([]));
/** Whether the last try found no server. */
export const offline = signal(false);

let place = "";
let running = false;
let timer = 0;

/** Begin with what the device remembers of a business and a person. @param {string} of */
export function remember(of) {
  if (place === of) return;
  place = of;
  const kept = read();
  basket.value = kept.basket ?? [];
  tickets.value = kept.tickets ?? [];
  send();
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(`hesabu.till.${place}`) ?? "{}");
  } catch {
    return {};
  }
}

function keep() {
  try {
    localStorage.setItem(`hesabu.till.${place}`, JSON.stringify({ basket: basket.value, tickets: tickets.value }));
  } catch {
    // A device without room still sells; it only forgets with the page.
  }
}

/** @param {Line[]} lines */
export function setBasket(lines) {
  basket.value = lines;
  keep();
}

/** One more of a product. @param {{ id: string, name: string, price: string }} product */
export function add({ id, name, price }) {
  const here = basket.value.find((line) => line.product === id);
  if (!here) return setBasket([...basket.value, { product: id, name, price, quantity: "1", discount: "0.00" }]);
  const more = (thousandths(here.quantity) ?? 0n) + 1000n;
  setBasket(basket.value.map((line) => (line === here ? { ...line, price, quantity: asText(more) } : line)));
}

/** @param {number} index @param {string} quantity "0" takes it out */
export function setQuantity(index, quantity) {
  const count = thousandths(quantity);
  if (count === null) return;
  setBasket(count > 0n ? basket.value.map((line, at) => (at === index ? { ...line, quantity: asText(count) } : line)) : basket.value.filter((_, at) => at !== index));
}

/** @param {bigint} count thousandths */
function asText(count) {
  const digits = count.toString().padStart(4, "0");
  const rest = digits.slice(-3).replace(/0+$/, "");
  return rest ? `${digits.slice(0, -3)}.${rest}` : digits.slice(0, -3);
}

/** @param {Line} line */
export function lineTotal({ quantity, price, discount }) {
  return decimal(lineCents(thousandths(quantity) ?? 0n, cents(price)) - cents(discount));
}

/** @param {Line[]} lines */
export function totalOf(lines) {
  return decimal(lines.reduce((sum, line) => sum + cents(lineTotal(line)), 0n));
}

/** Charge the basket: a ticket, which is sent at once. @param {{ shift: string, customer?: string | null, onAccount?: boolean }} given */
export function charge({ shift, customer = null, onAccount = false }) {
  const lines = basket.value;
  /** @type {Ticket} */
  const ticket = { key: newKey(), shift, lines, total: totalOf(lines), customer, onAccount, sale: null, invoice: null, number: "", cash: [], givenUp: false, left: false, problem: "", sent: false };
  tickets.value = [...tickets.value, ticket];
  setBasket([]);
  send();
  return ticket.key;
}

/** A sale of the server that something is due of, as a ticket again. @param {{ id: string, onAccount: boolean, invoice: { id: string, number: string, total: string } }} row @param {string} shift */
export function takeUp({ id, onAccount, invoice }, shift) {
  const known = tickets.value.find(({ sale }) => sale === id);
  if (known) return known.key;
  /** @type {Ticket} */
  const ticket = { key: newKey(), shift, lines: [], total: invoice.total, customer: null, onAccount, sale: id, invoice: invoice.id, number: invoice.number, cash: [], givenUp: false, left: false, problem: "", sent: true };
  tickets.value = [...tickets.value, ticket];
  keep();
  return ticket.key;
}

/** @param {string} key */
export const ticketOf = (key) => tickets.value.find((ticket) => ticket.key === key) ?? null;

/** @param {string} key @param {Partial<Ticket>} change */
function change(key, change) {
  tickets.value = tickets.value.map((ticket) => (ticket.key === key ? { ...ticket, ...change } : ticket));
  keep();
}

/** Cash that was handed over for a ticket, of which so much was due. @param {string} key @param {string} tendered @param {string} due */
export function takeCash(key, tendered, due) {
  const ticket = ticketOf(key);
  if (!ticket) return;
  const over = cents(tendered) - cents(due);
  change(key, { cash: [...ticket.cash, { key: newKey(), tendered, change: decimal(over > 0n ? over : 0n), done: false }], sent: false });
  send();
}

/** Give a ticket up: what is known of it is void, what is not yet known will be. @param {string} key */
export function giveUp(key) {
  change(key, { givenUp: true, sent: false });
  send();
}

/** It is over, or was refused: forget it; with `back` its lines are the basket again. @param {string} key @param {boolean} [back] */
export function forget(key, back = false) {
  const ticket = ticketOf(key);
  tickets.value = tickets.value.filter((each) => each.key !== key);
  if (back && ticket) basket.value = [...ticket.lines, ...basket.value];
  keep();
}

/** The cashier is done with it: it is forgotten once the server has all of it. @param {string} key */
export function leave(key) {
  if (ticketOf(key)?.sent) forget(key);
  else change(key, { left: true });
}

/** What is not with the server yet. */
export const unsent = () => tickets.value.filter((ticket) => !ticket.sent && !ticket.problem);

/** Send whatever waits, oldest first; again in a moment where it could not be. */
export async function send() {
  if (running) return;
  running = true;
  clearTimeout(timer);
  try {
    let ticket = unsent()[0];
    while (ticket) {
      await sendOne(ticket);
      offline.value = false;
      ticket = unsent()[0];
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    offline.value = true;
    timer = setTimeout(send, EVERY);
  } finally {
    running = false;
  }
}

/** Throws what is to be tried again. @param {Ticket} ticket */
async function sendOne(ticket) {
  const { key } = ticket;
  try {
    if (!ticket.sale) {
      const lines = ticket.lines.map(({ product, quantity, discount }) => ({ product, quantity, discount }));
      const input = { shift: ticket.shift, lines, customer: ticket.customer, onAccount: ticket.onAccount, idempotencyKey: key };
      const { sale } = await act(RING_UP, { input });
      if (sale) change(key, { sale: sale.id, invoice: sale.invoice.id, number: sale.invoice.number, total: sale.invoice.total });
    }
    const sale = ticketOf(key)?.sale ?? "";
    for (const cash of ticketOf(key)?.cash.filter(({ done }) => !done) ?? []) {
      const { drawerMove } = await act(TAKE_CASH, { input: { sale, shift: ticket.shift, tendered: cash.tendered, idempotencyKey: cash.key } });
      const said = { change: drawerMove?.change ?? cash.change, done: true };
      change(key, { cash: (ticketOf(key)?.cash ?? []).map((each) => (each.key === cash.key ? { ...each, ...said } : each)) });
    }
    if (ticketOf(key)?.givenUp) {
      await act(ABANDON_SALE, { input: { sale, reason: "Given up at the till" } });
      forget(key);
      return;
    }
    const now = ticketOf(key);
    if (!now || now.givenUp || now.cash.some(({ done }) => !done)) return;
    if (now.left) forget(key);
    else change(key, { sent: true });
  } catch (error) {
    if (!(error instanceof Refusal) || AGAIN.has(error.code)) throw error;
    change(key, { problem: error.message });
  }
}
