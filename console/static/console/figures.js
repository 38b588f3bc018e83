// The three figures on top: collected today, in suspense, waiting.

import { ask } from "./graphql.js";
import { dayOf } from "./clock.js";
import { isZero, shown, sum } from "./money.js";
import { MORE_RECEIPTS, MORE_REQUESTS } from "./operations.js";
import { byId, setText } from "./render.js";
import { count, nodes } from "./store.js";

/** Pages of 100 that are read for a day at most; beyond that the figure says "at least". */
const MOST_PAGES = 20;

export function drawFigures(store) {
  const inSuspense = [...store.suspense.values()];
  const old = inSuspense.filter((receipt) => dayOf(receipt.occurredAt) !== store.day).length;
  draw("collected", [...store.collected.values()], store.partial.collected, "payment", "Nothing yet today");
  draw("suspense", inSuspense, store.partial.suspense, "payment", "Every payment found its place");
  draw("waiting", [...store.asked.values()], store.partial.waiting, "request", "No request is open");
  if (old) setText(byId("suspense-note"), `${byId("suspense-note").textContent}, ${old} from before today`);
  byId("suspense-figure").classList.toggle("warn", inSuspense.length > 0);
}

function draw(id, things, partial, word, none) {
  const total = sum(things.map((thing) => thing.amount));
  setText(byId(id), `${partial ? "≥ " : ""}${shown(total)}`);
  byId(id).classList.toggle("zero", isZero(total));
  const counted = `${partial ? "more than " : ""}${things.length} ${word}${things.length === 1 ? "" : "s"}`;
  setText(byId(`${id}-note`), things.length ? counted : none);
}

/** Reads what the first page left out of today; `of` says of which business, as variables. */
export async function readRestOfDay(store, overview, of) {
  const receipts = rest(MORE_RECEIPTS, "receipts", overview.receipts, of, (node) => {
    count(store, "Receipt", node);
    return dayOf(node.recordedAt) >= store.day;
  });
  const requests = rest(MORE_REQUESTS, "paymentRequests", overview.paymentRequests, of, (node) => {
    count(store, "PaymentRequest", node);
    return dayOf(node.createdAt) >= store.day;
  });
  [store.partial.collected, store.partial.waiting] = await Promise.all([receipts, requests]);
}

/** Goes back page by page until `take` says that a row is of an earlier day; whether it gave up before. */
async function rest(document, name, first, of, take) {
  let page = first;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const rows = nodes(page);
    const ofToday = rows.map(take);
    if (!page.pageInfo.hasNextPage || !ofToday.at(-1)) return false;
    page = (await ask(document, { ...of, after: page.pageInfo.endCursor }))[name];
  }
  return page.pageInfo.hasNextPage;
}
