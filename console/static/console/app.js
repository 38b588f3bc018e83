// The page: who is there, what is read, what is drawn when.

import { today } from "./clock.js";
import { drawDay, prepareDay } from "./day.js";
import { followEvents } from "./events.js";
import { drawFeed, sayReceipt } from "./feed.js";
import { drawFigures, readRestOfDay } from "./figures.js";
import { act, ask } from "./graphql.js";
import { drawInvoices } from "./invoices.js";
import { DAY, INVOICE, OVERVIEW, RECEIPT, REQUEST, SESSION, SIGN_IN, SIGN_OUT } from "./operations.js";
import { byId, drawChoices, onSubmit, setText, tell } from "./render.js";
import { drawRequests, prepareAsk } from "./requests.js";
import { businessesWith } from "./rights.js";
import { atWork, emptyStore, takeDay, takeOverview, takeThing } from "./store.js";

const ALL = "";
const CHOICE = "hesabu.business";
/** Events that arrive together are read together; beyond this many things, everything is read once. */
const GATHER = 80;
const MOST_SINGLE_READS = 8;
const POLL = 700;
const NEWS_SHINES = 4_000;
const FRESH_MARGIN = 1_000;
const READ_AGAIN = 5_000;

/** What an event is about, how it is read, and who may. */
const NEWS = {
  "receipt.recorded": { name: "receipt", query: RECEIPT, right: "collections.read" },
  "receipt.routed": { name: "receipt", query: RECEIPT, right: "collections.read" },
  "payment_request.changed": { name: "request", query: REQUEST, right: "collections.read" },
  "invoice.changed": { name: "invoice", query: INVOICE, right: "billing.read" },
};

let me = null;
let business = ALL;
let store = emptyStore();
let stream = null;
let reading = 0;
let everything = Promise.resolve();
const due = new Map();
const news = new Set();
const timers = {};

function later(name, milliseconds, verb) {
  clearTimeout(timers[name]);
  timers[name] = setTimeout(() => guarded(verb), milliseconds);
}

/** Runs a read and shows why it failed, instead of failing silently. */
async function guarded(verb) {
  try {
    await verb();
    tell(byId("problem"), "");
  } catch (refusal) {
    if (refusal.code === "SIGN_IN_REQUIRED") showDoor();
    else tell(byId("problem"), refusal.code ? refusal.message : "The page ran into a fault. Reload it.");
    if (!refusal.code) throw refusal;
  }
}

// Who is there

async function begin() {
  const session = await ask(SESSION);
  if (session.me) enter(session.me);
  else showDoor();
}

function showDoor() {
  leave();
  byId("top").hidden = byId("console").hidden = byId("nothing").hidden = true;
  byId("door").hidden = false;
  byId("sign-in").elements.identifier.focus();
}

function leave() {
  stream?.close();
  stream = null;
  stopTimers();
  reading += 1;
  me = null;
}

function stopTimers() {
  for (const name of Object.keys(timers)) {
    clearTimeout(timers[name]);
    delete timers[name];
  }
  due.clear();
}

function enter(person) {
  me = person;
  byId("door").hidden = true;
  byId("top").hidden = false;
  setText(byId("person"), me.displayName);
  const codes = businessesWith(me, "collections.read");
  const names = new Map(me.memberships.nodes.map((membership) => [membership.business.code, membership.business.name]));
  const choices = codes.map((code) => ({ value: code, label: names.get(code) }));
  if (codes.length > 1) choices.unshift({ value: ALL, label: "All my businesses" });
  drawChoices(byId("business"), choices);
  byId("nothing").hidden = codes.length > 0;
  byId("console").hidden = codes.length === 0;
  byId("live").hidden = codes.length === 0;
  byId("business").closest("label").hidden = codes.length === 0;
  if (codes.length === 0) return;
  const chosen = localStorage.getItem(CHOICE);
  choose(choices.some(({ value }) => value === chosen) ? chosen : choices[0].value);
}

function choose(code) {
  business = code;
  byId("business").value = code;
  localStorage.setItem(CHOICE, code);
  store = emptyStore();
  news.clear();
  stream?.close();
  stopTimers();
  byId("console").setAttribute("aria-busy", "true");
  showLive("connecting");
  guarded(readEverything);
  stream = followEvents({
    businesses: business === ALL ? businessesWith(me, "events.read") : [business],
    onEvent: takeEvent,
    onState: showLive,
    onFresh: () => later("everything", FRESH_MARGIN, readEverything),
    onRefused: () => guarded(begin),
  });
}

function showLive(state) {
  const words = { live: "Live", connecting: "Connecting", reconnecting: "Reconnecting" };
  byId("live").dataset.state = state;
  setText(byId("live").querySelector("span"), words[state]);
}

// What is read

function can(right) {
  const held = businessesWith(me, right);
  return business === ALL ? held.length > 0 : held.includes(business);
}

function readEverything() {
  clearTimeout(timers.everything);
  everything = readOverview(++reading).catch(readAgainLater);
  return everything;
}

/** Of which business lists are asked for. */
function chosenBusiness() {
  const chosen = me.memberships.nodes.find((membership) => membership.business.code === business);
  return { business: chosen?.business.id ?? null, allMine: business === ALL };
}

async function readOverview(mine) {
  const variables = {
    ...chosenBusiness(),
    withInvoices: can("billing.read"),
    withDay: can("reconciliation.read"),
  };
  const overview = await ask(OVERVIEW, variables);
  if (mine !== reading) return;
  const known = new Map(store.receipts.map((receipt) => [receipt.id, receipt]));
  const first = byId("console").hasAttribute("aria-busy");
  store.day = today();
  takeOverview(store, overview);
  if (!first) store.receipts.forEach((receipt) => showNews(receipt, known.get(receipt.id)));
  byId("console").removeAttribute("aria-busy");
  draw();
  watchWork();
  await readRestOfDay(store, overview, chosenBusiness());
  if (mine === reading) draw();
}

function takeEvent({ topic, ids }) {
  if (topic.startsWith("statement.")) return later("day", GATHER, readDay);
  // A proof also adds the statement to the evidence of every receipt that it found there.
  if (topic === "reconciliation.done") return later("everything", GATHER, readEverything);
  const about = NEWS[topic];
  const named = about && ids.find(({ name }) => name === about.name);
  if (named && can(about.right)) readSoon(named.id, about.query);
}

function readSoon(id, query) {
  due.set(id, query);
  timers.gathering ??= setTimeout(() => guarded(readDue), GATHER);
}

async function readDue() {
  delete timers.gathering;
  // A page of before must not land on top of what is read now.
  await everything.catch(() => null);
  const wanted = [...due];
  due.clear();
  if (wanted.length > MOST_SINGLE_READS) return readEverything();
  const mine = reading;
  const things = await Promise.all(wanted.map(([id, query]) => ask(query, { id }))).catch(readAgainLater);
  if (mine !== reading) return readEverything();
  for (const { node } of things) {
    const before = takeThing(store, node);
    shine(node.id);
    if (node.__typename === "Receipt") sayWhenPlaced(node, before);
  }
  draw();
}

/** What was not there when everything was read before. */
function showNews(receipt, before) {
  if (!before) shine(receipt.id);
  sayWhenPlaced(receipt, before);
}

function sayWhenPlaced(receipt, before) {
  if (isPlaced(receipt) && !isPlaced(before)) sayReceipt(receipt);
}

function isPlaced(receipt) {
  return Boolean(receipt?.route) && receipt.route.state !== "DUE";
}

/** What could not be read is not given up: all of it again, when the server may be back. */
function readAgainLater(refusal) {
  if (refusal.code === "OFFLINE" || refusal.code === "INTERNAL") later("everything", READ_AGAIN, readEverything);
  throw refusal;
}

async function readDay() {
  if (!can("reconciliation.read")) return;
  const mine = reading;
  const data = await ask(DAY, chosenBusiness());
  if (mine !== reading) return;
  takeDay(store, data);
  draw();
  watchWork();
}

/** Progress of a statement or a run has no events: while one is at work, look again. */
function watchWork() {
  if (atWork(store)) later("day", POLL, readDay);
}

// What is drawn

function shine(id) {
  news.add(id);
  setTimeout(() => news.delete(id), NEWS_SHINES);
}

function draw() {
  const view = { me, several: business === ALL, news };
  drawFigures(store);
  drawFeed(store, view);
  drawRequests(store, view);
  drawInvoices(store, { ...view, canRead: can("billing.read") });
  drawDay(store, { ...view, canRead: can("reconciliation.read") });
}

function watchMidnight() {
  if (me && store.day !== today()) guarded(readEverything);
}

// Hands

onSubmit(byId("sign-in"), async (form) => {
  const { identifier, secret, code } = form.elements;
  const given = { identifier: identifier.value.trim(), secret: secret.value, code: code.value.trim() };
  const person = await act(SIGN_IN, { input: given }).catch((refusal) => {
    if (refusal.code === "TOTP_REQUIRED") byId("second-factor").hidden = false;
    throw refusal;
  });
  form.reset();
  byId("second-factor").hidden = true;
  tell(byId("problem"), "");
  enter(person);
  byId("main").focus();
});

byId("sign-out").addEventListener("click", () =>
  guarded(async () => {
    await act(SIGN_OUT);
    showDoor();
  }),
);
byId("business").addEventListener("change", (event) => choose(event.target.value));
prepareAsk(
  () => store,
  (request) => {
    takeThing(store, request);
    shine(request.id);
    draw();
    readSoon(request.id, REQUEST);
  },
);
prepareDay(() => guarded(readDay));
setInterval(watchMidnight, 30_000);
guarded(begin);
