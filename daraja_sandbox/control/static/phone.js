// One phone: who it is, the prompt that rings, its messages, and the two menus that a customer has.
import { ask } from "./api.js";
import { button, el, keep, put } from "./dom.js";
import { payForm } from "./pay.js";
import { promptBox } from "./prompt.js";
import { simForm } from "./sim.js";
import { money, phone, time } from "./words.js";

const ANSWERS = { approve: "pays by itself", cancel: "cancels by itself" };
const MANY = 100;

/** The card of a phone. `away(number, checkout)` puts it out of sight, `changed()` draws everything anew. */
export function phoneCard(first, { away, changed }) {
  const number = first.msisdn;
  const name = el("h3", { tabindex: "-1", id: `phone-${number}` });
  const balance = el("p", { class: "balance" }), chips = el("p", { class: "chips" });
  const messages = el("ol", { class: "messages", "aria-label": "Messages, newest first", tabindex: "0" });
  const none = el("p", { class: "note", text: "No message yet." });
  let latest = first, older = false, now = "";

  const ring = promptBox(number, changed);
  const older_ = button("Older messages", async () => {
    older = true;
    await draw(await ask(`phones/${number}`, { messages: MANY }));
    older_.hidden = true;
  }, { hidden: true, class: "quiet" });
  const pay = menu("Pay a business", () => payForm(number, changed));
  const sim = menu("Settings", () => simForm(latest, changed, () => sim.close()));
  const close = button("×", () => away(number, latest.prompt?.checkout_request_id), {
    class: "close", "aria-label": `Put ${phone(number)} away`, title: "Put away",
  });
  const card = el("article", { class: "phone", "aria-labelledby": name.id, data: { msisdn: number } },
    el("header", {}, name, el("p", { class: "number", text: phone(number), title: number }), close),
    balance, chips, ring.root,
    el("div", { class: "menus" }, pay.opener, sim.opener), pay.box, sim.box,
    messages, none, older_);

  async function draw(one) {
    latest = one;
    put(name, one.name);
    put(balance, `KES ${money(one.balance)}`);
    keep(chips, traits(one), text => text, text => el("span", { class: "chip", text }));
    const held = card.contains(document.activeElement) && ring.root.contains(document.activeElement);
    ring.update(one.prompt);
    if (held && !one.prompt) name.focus();
    card.classList.toggle("ringing", Boolean(one.prompt));
    const told = older && one.messages.length < MANY ? (await ask(`phones/${number}`, { messages: MANY })).messages : one.messages;
    keep(messages, told, keyOf, message => bubble(message, now));
    none.hidden = told.length > 0;
    messages.hidden = told.length === 0;
    older_.hidden = older || one.messages.length < 20;
  }

  card.update = one => void draw(one).catch(() => {});
  card.tick = told => {
    now = told.now;
    ring.tick(told.now);
  };
  card.point = () => {
    card.scrollIntoView({ block: "nearest" });
    if (latest.prompt) ring.focus();
    else name.focus({ preventScroll: true });
  };
  return card;
}

function traits(one) {
  const said = [];
  if (!one.known) said.push("not used yet");
  if (ANSWERS[one.answer]) said.push(ANSWERS[one.answer]);
  if (one.suspended) said.push("suspended");
  if (!one.registered) said.push("not registered");
  if (one.pin_locked) said.push("PIN locked");
  return said;
}

/** What tells one message from all others of this phone. */
const keyOf = one => `${one.receipt ?? ""}|${one.at ?? ""}|${one.kind}|${one.text}`;

function bubble(one, now) {
  const bad = one.amount === null;
  const when = one.at ? el("time", { datetime: one.at, text: time(one.at, now) }) : null;
  const sum = one.amount === null ? null : el("span", { class: "sum", text: `${one.amount.startsWith("-") ? "" : "+"}${money(one.amount)}` });
  const calls = one.receipt ? el("a", { href: `#/traffic/${one.receipt}`, text: "traffic", "aria-label": `Traffic of ${one.receipt}` }) : null;
  return el("li", { class: bad ? "bad" : "" }, el("p", { text: one.text }), el("p", { class: "meta" }, when, sum, calls));
}

/** A button that opens what `make` builds, built anew each time so that it shows what is so now. */
function menu(text, make) {
  const box = el("div", { class: "menu-box", hidden: true });
  const opener = el("button", { type: "button", "aria-expanded": "false", text });
  const set = open => {
    box.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    box.replaceChildren(...(open ? [make().root] : []));
    if (open) box.querySelector("input, select")?.focus();
  };
  opener.addEventListener("click", () => set(box.hidden));
  box.addEventListener("keydown", event => {
    if (event.key !== "Escape") return;
    set(false);
    opener.focus();
  });
  return { opener, box, close: () => (set(false), opener.focus()) };
}
