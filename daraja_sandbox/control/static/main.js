"use strict";
const at = id => document.getElementById(id);
const made = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text, ...more });

async function call(verb, body, method = "POST") {
  const options = method === "GET" ? {} : { method, body: JSON.stringify(body ?? {}), headers: { "Content-Type": "application/json" } };
  const answer = await fetch("/_sandbox/" + verb, options);
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error.field ? `${told.error.field}: ${told.error.message}` : told.error.message);
  return told;
}

function say(text, bad = false) {
  at("said").textContent = text;
  at("said").className = bad ? "bad" : "";
}

async function act(verb, body, done, method) {
  try {
    const told = await call(verb, body, method);
    say(done(told));
  } catch (error) {
    say(error.message, true);
  }
  await show();
}

function button(text, work) {
  const one = made("button", text, { type: "button" });
  one.onclick = work;
  return one;
}

// Rows are replaced only when they changed, so that a click never lands on a row that has just moved.
const shown = {};
function fill(id, rows, draw) {
  const key = JSON.stringify(rows);
  if (shown[id] === key) return;
  shown[id] = key;
  at(id).replaceChildren(...rows.map(draw));
}

function row(...cells) {
  const line = document.createElement("tr");
  for (const cell of cells) {
    const held = line.insertCell();
    held.append(cell?.sum ?? cell ?? "");
    if (cell?.sum !== undefined) held.className = "sum";
  }
  return line;
}

function prompt(one) {
  const item = document.createElement("li");
  const who = { checkout_request_id: one.checkout_request_id };
  const text = `Pay KES ${one.amount} to ${one.shortcode}${one.account_reference ? ", account " + one.account_reference : ""}?`;
  item.append(made("strong", one.msisdn), made("span", text), document.createElement("br"));
  const answer = (name, verb, more) =>
    button(name, () => act(verb, { ...who, ...more }, told => `${one.msisdn}: ${told.state} ${told.receipt ?? ""}`));
  item.append(
    answer("Approve", "approve"), " ", answer("Wrong PIN", "approve", { pin: "wrong" }), " ",
    answer("Cancel", "cancel"), " ", answer("Let it expire", "expire"),
  );
  return item;
}

function accounts(one) {
  return Object.entries(one.accounts).map(([account, balance], place) => ({
    shortcode: place ? "" : one.shortcode, code: one.shortcode, name: place ? "" : one.name, account, balance,
  }));
}

function statement(one) {
  const cell = document.createElement("span");
  for (const format of ["csv", "xlsx"]) {
    cell.append(button(format, () => {
      const asked = { shortcode: one.code, account: one.account, template: at("template").value, format };
      if (at("since").value) asked.from = at("since").value;
      if (at("until").value) asked.to = at("until").value;
      location.href = "/_sandbox/statement?" + new URLSearchParams(asked);
    }), " ");
  }
  return cell;
}

function exchange(one) {
  const box = document.createElement("details");
  const status = one.status ?? "cut off";
  const head = made("summary", `${one.at.slice(11, 19)} ${one.way} ${one.what} ${status}`);
  if (one.bad) head.className = "bad";
  box.append(head, made("pre", one.sent), made("pre", one.answer));
  return box;
}

function lines(traffic, callbacks) {
  const came = traffic.map(one => ({
    at: one.at, way: one.method, what: one.path, status: one.status, sent: one.request, answer: one.answer,
    bad: one.status === null || one.status >= 400,
  }));
  const went = callbacks.filter(one => one.finished_at).map(one => ({
    at: one.finished_at, way: "callback " + one.kind, what: one.url, status: one.http_status ?? one.state, sent: one.body,
    answer: one.answer ?? "", bad: one.state !== "delivered",
  }));
  return [...came, ...went].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).slice(0, 60);
}

function option(name, value) {
  const held = typeof value === "boolean" ? made("input", "", { type: "checkbox", checked: value }) : made("input", "", { value });
  held.setAttribute("aria-label", name);
  held.onchange = () =>
    act("switches", { [name]: typeof value === "boolean" ? held.checked : held.value }, () => `${name} changed`);
  return row(name, held);
}

let kinds = {};
function choices(select, names) {
  select.replaceChildren(...names.map(name => made("option", name || "-", { value: name })));
}

function chosen() {
  const form = at("fault");
  const kind = kinds[form.fault.value];
  choices(form.call, kind.calls);
  choices(form.how, kind.hows);
}

async function show() {
  const [state, traffic, callbacks] = await Promise.all([
    call("state", null, "GET"), call("traffic", null, "GET"), call("callbacks", null, "GET"),
  ]);
  at("now").textContent = `${state.now.slice(0, 19).replace("T", " ")} EAT${state.speed > 1 ? ", " + state.speed + " times as fast" : ""}`;
  const open = state.prompts.filter(one => one.state === "open");
  at("no-prompts").hidden = open.length > 0;
  fill("prompts", open, prompt);
  fill("customers", state.customers.slice(0, 50), one => row(one.msisdn, one.name, { sum: one.balance }, one.answer));
  fill("organisations", state.organisations.flatMap(accounts), one =>
    row(one.shortcode, one.name, one.account, { sum: one.balance }, statement(one)));
  fill("faults", state.faults, one =>
    made("li", `${one.fault} on ${one.call}${one.how ? " (" + one.how + ")" : ""}, ${one.times_left ?? "every"} time(s)`));
  fill("switches", Object.entries(state.switches), ([name, value]) => option(name, value));
  const { pending, delivered, failed, lost } = state.callbacks;
  at("counts").textContent = `Callbacks: ${pending} pending, ${delivered} delivered, ${failed} failed, ${lost} lost.`;
  fill("traffic", lines(traffic.traffic, callbacks.callbacks), exchange);
  const pay = at("pay").shortcode;
  if (!pay.value && state.organisations.length) pay.value = state.organisations[0].shortcode;
}

at("pay").onsubmit = event => {
  event.preventDefault();
  act("pay", Object.fromEntries(new FormData(event.target)), told => `Paid: ${told.receipt}`);
};
at("fault").onsubmit = event => {
  event.preventDefault();
  const given = Object.fromEntries(new FormData(event.target));
  given.times = given.times ? Number(given.times) : null;
  if (!given.how) delete given.how;
  act("faults", given, () => `${given.fault} ordered`);
};
at("fault").fault.onchange = chosen;
at("bad-day").onclick = () => act("faults", { fault: "bad_day", seed: at("fault").seed.value }, () => "A bad day begins");
at("calm").onclick = () => act("faults", null, () => "All faults cleared", "DELETE");
at("hour").onclick = () => act("clock", { advance_seconds: 3600 }, told => `It is ${told.now}`);
at("day").onclick = () => act("clock", { advance_seconds: 86400 }, told => `It is ${told.now}`);
at("speed").onchange = () => act("clock", { speed: Number(at("speed").value) }, told => `${told.speed} seconds a second`);

async function begin() {
  kinds = (await call("faults", null, "GET")).kinds;
  choices(at("fault").fault, Object.keys(kinds));
  chosen();
  await show();
  setInterval(() => show().catch(error => say(error.message, true)), 2000);
}
begin().catch(error => say(error.message, true));
