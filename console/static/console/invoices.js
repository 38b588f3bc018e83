// Invoices and how far each is paid.

import { shortDay } from "./clock.js";
import { isZero, percent, shown, sum } from "./money.js";
import { badge, byId, drawRows, element, setText } from "./render.js";

const WORDS = {
  DRAFT: ["Draft", "dim"],
  UNPAID: ["Unpaid", "calm"],
  PARTIALLY_PAID: ["Part paid", "busy"],
  PAID: ["Paid", "good"],
};

export function drawInvoices(store, { several, news, canRead }) {
  byId("invoices-card").hidden = !canRead;
  byId("invoices-empty").hidden = store.invoices.length > 0;
  const open = store.invoices.filter(({ state }) => state !== "DRAFT");
  const due = sum(open.map((invoice) => invoice.due));
  setText(byId("invoices-note"), isZero(due) ? "" : `${shown(due)} due on those shown`);
  drawRows(byId("invoices"), store.invoices, {
    build: (invoice) => row(invoice, several),
    view: [several, store.day],
    news,
  });
}

function row(invoice, several) {
  const [word, kind] = WORDS[invoice.state] ?? [invoice.state, "calm"];
  const share = percent(invoice.paid, invoice.total);
  const due = invoice.state !== "PAID" && invoice.dueOn ? `due ${shortDay(invoice.dueOn)}` : "";
  const who = [invoice.customer.name || "Erased customer", `account ${invoice.customer.accountNumber}`];
  if (several) who.push(invoice.business.name);
  return element(
    "li",
    { "data-state": invoice.state },
    element("span", { class: "main-line" },
      element("b", {}, invoice.number),
      element("span", { class: "sub" }, who.join(" · "))),
    badge(word, kind),
    element("progress", { max: 100, value: share, class: "wide", "aria-label": `${invoice.number} paid` }, `${share}%`),
    element("small", {}, element("span", { class: "money" }, shown(invoice.paid)), " paid of ",
      element("span", { class: "money" }, shown(invoice.total))),
    element("small", { class: "end" }, due),
  );
}
