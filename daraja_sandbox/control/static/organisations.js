// The back office: what each business holds, where it wants to be told, and its statements.
import { ask, download, tell } from "./api.js";
import { button, el, keep, paused, put, say } from "./dom.js";
import { field, form } from "./form.js";
import { refresh as redraw } from "./live.js";
import { amount, kind, money } from "./words.js";

const COLLECTING = { paybill: "Utility Account", till: "Merchant Account" };
let find = "";
const search = el("input", { type: "search", id: "find-business", placeholder: "Shortcode or name", autocomplete: "off" });
const cards = el("div", { class: "cards" }), total = el("p", { class: "note" });
const since = field({ name: "from", label: "Statements from", type: "date", hint: "today, if left empty" });
const until = field({ name: "to", label: "to", type: "date" });
const layout = field({ name: "template", label: "Layout", options: [["a", "A: two columns"], ["b", "B: one column"]] });

export const root = el("section", { "aria-labelledby": "h-businesses" },
  el("h2", { id: "h-businesses", text: "Organisations" }),
  el("div", { class: "bar" },
    el("div", { class: "field" }, el("label", { for: "find-business", text: "Find" }), search),
    since.root, until.root, layout.root),
  cards, total);

search.addEventListener("input", paused(() => {
  find = search.value;
  redraw();
}));

export function open(detail) {
  if (!detail) return;
  search.value = detail;
  find = detail;
}

export async function refresh() {
  const told = await ask("organisations", { find });
  keep(cards, told.organisations, one => one.shortcode, card);
  put(total, told.organisations.length ? `${told.organisations.length} of ${told.total}` : "No organisation like that.");
}

function card(first) {
  const name = el("h3", {}), about = el("p", { class: "note" }), accounts = el("tbody", {});
  const urls = el("dl", { class: "urls" });
  const made = el("article", { class: "card", "aria-label": `Organisation ${first.shortcode}` },
    el("header", {}, name, el("p", { class: "code", text: first.shortcode })), about,
    el("div", { class: "wide" }, el("table", {},
      el("thead", {}, el("tr", {}, el("th", { scope: "col", text: "Account" }), el("th", { scope: "col", class: "sum", text: "KES" }), el("th", { scope: "col", text: "File" }))),
      accounts)),
    urls, el("details", { class: "box" }, el("summary", { text: "Move its money" }), moving(first)));
  made.update = one => {
    put(name, one.name);
    put(about, traits(one).join(" · "));
    keep(accounts, Object.entries(one.accounts), ([account]) => account, ([account]) => accountRow(one.shortcode, account));
    const told = [["Confirmation", one.confirmation_url], ["Validation", one.validation_url], ["Without an answer", one.response_type]];
    keep(urls, told, ([what]) => what, ([what]) => urlRow(what));
  };
  return made;
}

function traits(one) {
  const said = [kind(one.kind)];
  if (one.store_number) said.push(`store ${one.store_number}`);
  said.push(one.tariff === "customer" ? "the payer pays the charge" : "the business pays the charge");
  said.push(one.validation ? "asks before it takes a payment" : "takes every payment");
  if (one.suspended) said.push("suspended");
  said.push(...one.initiators.filter(operator => operator.locked).map(operator => `operator ${operator.name} locked`));
  return said;
}

function accountRow(shortcode, account) {
  const sum = el("td", { class: "sum" });
  const files = ["csv", "xlsx"].map(format => button(format.toUpperCase(), () => save(shortcode, account, format), {
    class: "small", "aria-label": `Statement of ${account}, ${format.toUpperCase()}`,
  }));
  const made = el("tr", {}, el("th", { scope: "row", text: account }), sum, el("td", { class: "files" }, ...files));
  made.update = ([, balance]) => put(sum, money(balance));
  return made;
}

function urlRow(what) {
  const value = el("dd", {});
  const made = el("div", {}, el("dt", { text: what }), value);
  made.update = ([, text]) => {
    put(value, text ?? "not registered");
    value.className = text ? "" : "note";
  };
  return made;
}

async function save(shortcode, account, format) {
  const asked = { shortcode, account, format, template: layout.input.value };
  if (since.input.value) asked.from = since.input.value;
  if (until.input.value) asked.to = until.input.value;
  since.tell("");
  until.tell("");
  try {
    say(`Saved as ${await download("statement", asked)}`);
  } catch (error) {
    const at = { from: since, to: until }[error.field];
    at?.tell(error.plain);
    at?.input.focus();
    throw error;
  }
}

const MOVES = {
  fund: ["from the bank into an account", "Paid in"],
  withdraw: ["out of an account to the bank", "Taken out"],
  sweep: ["what was collected to Settlement", "Swept"],
  settle: ["Settlement pays charges, the rest to Working", "Settled"],
};

function moving(one) {
  const what = field({ name: "move", label: "Money goes", options: Object.entries(MOVES).map(([verb, [text]]) => [verb, text]) });
  const account = field({ name: "account", label: "Account", options: Object.keys(one.accounts).map(name => [name, name]) });
  account.input.value = "Working Account";
  const sum = field({ name: "amount", label: "Amount (KES)", inputmode: "decimal" });
  const about = () => {
    account.root.hidden = !["fund", "withdraw"].includes(what.input.value);
    sum.root.hidden = what.input.value === "settle";
    sum.input.placeholder = what.input.value === "sweep" ? `all of ${COLLECTING[one.kind]}` : "";
  };
  const submit = async () => {
    const verb = what.input.value, given = { shortcode: one.shortcode };
    if (!account.root.hidden) given.account = account.input.value;
    if (!sum.root.hidden && (verb !== "sweep" || sum.input.value.trim())) given.amount = amount(sum.input.value);
    const told = await tell(verb, given);
    say(`${MOVES[verb][1]}${told.receipt ? `: ${told.receipt}` : ""}`);
    sum.input.value = "";
    await redraw();
  };
  what.input.addEventListener("change", about);
  const made = form({ fields: [what, account, sum], submit, send: "Move", label: `Move money of ${one.shortcode}` });
  about();
  return made.root;
}
