// The desk: several phones side by side, those that ring among them; and the list of all.
import { ask, tell } from "./api.js";
import { el, hear, keep, paused, put, say } from "./dom.js";
import { field, form } from "./form.js";
import { refresh as redraw } from "./live.js";
import { phoneCard } from "./phone.js";
import { amount, isPhone, many, money, msisdn, phone } from "./words.js";

const KEPT = "daraja_sandbox.desk";
const MOST = 12;
const FIRST = 3;
let desk = kept(), called = "", pointing = false, fresh = true, find = "", listed = 50;
// Phones that came by ringing, and prompts that somebody has put out of sight.
const guests = new Set(), away = new Map();

const search = el("input", { type: "search", id: "find-phone", placeholder: "Number or name", autocomplete: "off" });
const cards = el("div", { class: "desk" });
const empty = el("p", { class: "note", hidden: true, text: "No phone lies here: take one from the list, or wait until one rings." });
const more = el("p", { class: "note", hidden: true });
const list = el("ul", { class: "list" });
const total = el("p", { class: "note" });
const longer = el("button", { type: "button", text: "Show more", hidden: true });
const adding = addForm();
export const root = el("div", { class: "phones" },
  el("section", { "aria-labelledby": "h-desk" },
    el("h2", { id: "h-desk", text: "Phones" }), more, empty, cards),
  el("section", { class: "side", "aria-labelledby": "h-all" },
    el("h2", { id: "h-all", text: "All phones" }),
    el("div", { class: "field" }, el("label", { for: "find-phone", text: "Find a phone" }), search),
    list, longer, total,
    el("details", { class: "box" }, el("summary", { text: "Add a phone" }), adding.root)));

search.addEventListener("input", paused(() => {
  find = search.value;
  listed = 50;
  redraw();
}));
longer.addEventListener("click", () => {
  listed = 100;
  redraw();
});

function kept() {
  try {
    const numbers = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(numbers) ? numbers.filter(one => typeof one === "string" && isPhone(one)).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

function keepDesk() {
  try {
    localStorage.setItem(KEPT, JSON.stringify(desk.filter(one => !guests.has(one))));
  } catch { /* a browser that keeps nothing still shows everything */ }
}

/** Put a phone in front, where the eye falls first; on a full desk a guest makes room. */
function place(number) {
  guests.delete(number);
  if (!desk.includes(number)) {
    const leaves = desk.length < MOST ? null : desk.findLast(one => guests.has(one)) ?? desk.at(-1);
    desk = [number, ...desk.filter(one => one !== leaves)];
  }
  keepDesk();
}

function putAway(number, checkout) {
  desk = desk.filter(one => one !== number);
  guests.delete(number);
  if (checkout) away.set(number, checkout);
  keepDesk();
  if (location.hash === `#/phones/${number}`) history.replaceState(null, "", "#/phones");
  called = "";
  root.querySelector("#h-desk").scrollIntoView({ block: "nearest" });
  return redraw();
}

export function open(detail) {
  const number = msisdn(detail);
  called = "";
  if (!detail) return;
  if (!isPhone(number)) return say(`${detail} is not the number of a phone here`, true);
  place(number);
  away.delete(number);
  called = number;
  pointing = true;
}

export async function refresh(now) {
  let told = await fetchPhones();
  const newcomers = told.ring.filter(one => !desk.includes(one.msisdn) && away.get(one.msisdn) !== one.checkout_request_id);
  const wanted = newcomers.slice(0, roomFor(newcomers.length, told));
  const idle = fresh && desk.length === 0 && wanted.length === 0 ? told.phones.slice(0, FIRST).map(one => one.msisdn) : [];
  fresh = false;
  if (wanted.length + idle.length) {
    const numbers = [...wanted.map(one => one.msisdn), ...idle];
    numbers.forEach(one => guests.add(one));
    // Nothing moves under a hand that is at work: then newcomers come last.
    const front = desk[0] === called ? 1 : 0;
    desk = cards.contains(document.activeElement) ? [...desk, ...numbers] : desk.toSpliced(front, 0, ...numbers);
    told = await fetchPhones();
    for (const one of wanted) announce(told.open.find(phoneOf => phoneOf.msisdn === one.msisdn));
  }
  show(told, now);
}

const fetchPhones = () => ask("phones", { find, limit: listed, open: desk.join(",") });

/** How many more phones may come: guests that have gone quiet give up their place. */
function roomFor(count, told) {
  const ringing = new Set(told.open.filter(one => one.prompt).map(one => one.msisdn));
  for (const quiet of desk.filter(one => guests.has(one) && !ringing.has(one)).reverse()) {
    if (desk.length + count <= MOST) break;
    if (!cards.held?.get(quiet)?.contains(document.activeElement)) desk = desk.filter(one => one !== quiet);
  }
  return Math.max(0, MOST - desk.length);
}

function announce(one) {
  if (!one?.prompt) return;
  const { organisation, amount: sum, account } = one.prompt;
  hear(`${phone(one.msisdn)} rings: pay ${organisation} KES ${money(sum)}${account ? ` for account ${account}` : ""}?`);
}

function show(told, now) {
  keep(cards, told.open, one => one.msisdn, one => phoneCard(one, { away: putAway, changed: redraw }));
  for (const card of cards.children) card.classList.toggle("called", card.dataset.msisdn === called);
  empty.hidden = told.open.length > 0;
  const unseen = told.ringing - told.open.filter(one => one.prompt).length;
  more.hidden = unseen <= 0;
  put(more, `${many(unseen, "more phone rings", "more phones ring")}: choose ${unseen === 1 ? "it" : "them"} from the list.`);
  keep(list, told.phones, one => one.msisdn, row);
  longer.hidden = listed >= 100 || told.phones.length < listed;
  put(total, told.phones.length ? `${told.phones.length} shown of ${told.total}` : told.total ? "No phone like that." : "No phone yet: add one, or ask a number for money.");
  tick(now);
  if (pointing) cards.held.get(called)?.point();
  pointing = false;
}

function row(first) {
  const link = el("a", { href: `#/phones/${first.msisdn}` });
  const name = el("span", { class: "name" }), sum = el("span", { class: "sum" }), rings = el("span", { class: "chip rings", text: "rings" });
  link.append(el("span", { class: "number", text: phone(first.msisdn) }), rings, name, sum);
  // A link to where one is already changes no address: it still has to bring the phone forward.
  link.addEventListener("click", () => {
    if (location.hash === link.hash) open(first.msisdn), redraw();
  });
  const item = el("li", {}, link);
  item.update = one => {
    put(name, one.name);
    put(sum, money(one.balance));
    rings.hidden = !one.rings;
  };
  return item;
}

export function tick(now) {
  for (const card of cards.children) card.tick(now);
}

function addForm() {
  const number = field({ name: "msisdn", label: "Number", type: "tel", placeholder: "0700 000 101" });
  const name = field({ name: "name", label: "Name", placeholder: "PAYER 0101", maxlength: 100 });
  const balance = field({ name: "balance", label: "Balance (KES)", inputmode: "decimal", placeholder: "100,000.00" });
  const submit = async () => {
    const given = { msisdn: msisdn(number.input.value) };
    if (name.input.value.trim()) given.name = name.input.value.trim();
    if (balance.input.value.trim()) given.balance = amount(balance.input.value);
    const [one] = (await tell("customers", given)).customers;
    made.root.reset();
    say(`${phone(one.msisdn)} is here. Its PIN is 1234 unless you change it.`);
    location.hash = `#/phones/${one.msisdn}`;
    open(one.msisdn);
    await redraw();
  };
  const made = form({ fields: [number, name, balance], submit, send: "Add", label: "Add a phone" });
  return made;
}
