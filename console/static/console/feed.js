// Money in: one row for each receipt. The roles are spelt out because on a phone the table is drawn as cards.

import { timeShown } from "./clock.js";
import { shown } from "./money.js";
import { badge, byId, drawRows, element, maskedPhone, setText } from "./render.js";

const CHANNELS = { STK: "STK", C2B: "C2B", STATEMENT: "Statement" };

export function drawFeed(store, { several, news }) {
  byId("feed-empty").hidden = store.receipts.length > 0;
  byId("feed").hidden = store.receipts.length === 0;
  drawRows(byId("feed").tBodies[0], store.receipts, {
    build: (receipt) => row(receipt, several),
    view: [several, store.day],
    news,
  });
}

function row(receipt, several) {
  const time = timeShown(receipt.occurredAt);
  return element(
    "tr",
    { role: "row" },
    cell("time", element("time", { datetime: receipt.occurredAt }, time), small(receipt.number)),
    cell("num money", shown(receipt.amount)),
    cell("payer", maskedPhone(receipt.phone) || "not given", several ? small(receipt.business.name) : null),
    cell("typed", receipt.accountReference || element("span", { class: "none" }, "nothing")),
    cell("where", where(receipt)),
    cell("evidence", ...receipt.evidence.nodes.map(chip)),
  );
}

function cell(kind, ...content) {
  return element("td", { role: "cell", class: kind }, ...content);
}

function small(text) {
  return element("small", {}, text);
}

function where(receipt) {
  const { state, owner } = receipt.route ?? { state: "DUE", owner: "" };
  if (state === "SUSPENSE") return badge("Suspense", "warn");
  if (state === "DUE") return badge("Being placed", "calm");
  return element("span", {}, capital(owner) || "Placed");
}

function chip({ channel, agrees }) {
  const word = CHANNELS[channel] ?? channel;
  return agrees
    ? element("span", { class: "chip" }, word)
    : element("span", { class: "chip bad", title: "This channel reported another amount" }, `${word} differs`);
}

/** Says a receipt that has found its place to those who listen instead of look. */
export function sayReceipt(receipt) {
  const place = receipt.route.state === "SUSPENSE" ? "in suspense" : receipt.route.owner;
  setText(byId("said"), `${shown(receipt.amount)} shillings received, ${place}.`);
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
