// What the page knows. Every list is newest first; a thing that is read again takes the place of its old self.

import { dayOf, today } from "./clock.js";

const SHOWN = { receipts: 50, requests: 50, invoices: 30 };
const OPEN_REQUEST = new Set(["INITIATED", "PENDING", "CONFIRMED", "UNKNOWN"]);
const TIMES = { receipts: "recordedAt", requests: "createdAt", invoices: "createdAt" };
const LIST_OF = { Receipt: "receipts", PaymentRequest: "requests", Invoice: "invoices" };

export function emptyStore() {
  return {
    day: today(),
    tills: [],
    receipts: [],
    requests: [],
    invoices: [],
    statements: [],
    runs: [],
    /** Receipts of today, receipts in suspense and requests of today by id: what the figures add up. */
    collected: new Map(),
    suspense: new Map(),
    asked: new Map(),
    /** True when there is more than was read: the figures are then a lower bound. */
    partial: { collected: false, suspense: false, waiting: false },
  };
}

export function nodes(connection) {
  return (connection?.edges ?? []).map((edge) => edge.node);
}

export function takeOverview(store, data) {
  store.tills = nodes(data.tills);
  store.receipts = nodes(data.receipts);
  store.requests = nodes(data.paymentRequests);
  store.invoices = nodes(data.invoices);
  takeDay(store, data);
  store.collected.clear();
  store.suspense.clear();
  store.asked.clear();
  for (const receipt of nodes(data.suspense)) store.suspense.set(receipt.id, receipt);
  store.partial.suspense = data.suspense.pageInfo.hasNextPage;
  for (const receipt of store.receipts) count(store, "Receipt", receipt);
  for (const request of store.requests) count(store, "PaymentRequest", request);
}

export function takeDay(store, data) {
  store.statements = nodes(data.statements);
  store.runs = nodes(data.reconciliationRuns);
}

/** Takes in one thing that an event or an answer named. Returns its old self, if it had one. */
export function takeThing(store, thing) {
  const list = LIST_OF[thing.__typename];
  if (!list) return undefined;
  const { __typename: type, ...plain } = thing;
  const before = store[list].find((known) => known.id === plain.id);
  const others = store[list].filter((known) => known.id !== plain.id);
  const time = TIMES[list];
  store[list] = [...others, plain].sort((one, other) => (one[time] < other[time] ? 1 : -1)).slice(0, SHOWN[list]);
  count(store, type, plain);
  return before;
}

/** Lets a thing count in the figures. */
export function count(store, type, thing) {
  if (type === "Receipt") {
    if (dayOf(thing.occurredAt) === store.day) store.collected.set(thing.id, thing);
    if (thing.route?.state === "SUSPENSE") store.suspense.set(thing.id, thing);
    else if (thing.route) store.suspense.delete(thing.id);
  } else if (type === "PaymentRequest") {
    if (OPEN_REQUEST.has(thing.state) && dayOf(thing.createdAt) === store.day) store.asked.set(thing.id, thing);
    else store.asked.delete(thing.id);
  }
}

export function atWork(store) {
  const reading = store.statements.some(({ state }) => state === "UPLOADED" || state === "READING");
  return reading || store.runs.some(({ state }) => state === "QUEUED" || state === "RUNNING");
}
