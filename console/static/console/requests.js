// Payment requests: asking for money on a customer's phone, and what became of it.

import { act, Refusal } from "./graphql.js";
import { timeShown } from "./clock.js";
import { shown, typedAmount } from "./money.js";
import { REQUEST_PAYMENT } from "./operations.js";
import { badge, byId, drawChoices, drawRows, element, maskedPhone, onSubmit } from "./render.js";
import { businessesWith } from "./rights.js";

const WORDS = {
  INITIATED: ["Sending", "calm"],
  PENDING: ["On the phone", "busy"],
  CONFIRMED: ["Confirmed", "good-soft"],
  PAID: ["Paid", "good"],
  FAILED: ["Failed", "bad"],
  CANCELLED: ["Cancelled", "dim"],
  EXPIRED: ["Expired", "dim"],
  UNKNOWN: ["Not known yet", "warn"],
};
const WHY = {
  INITIATED: "On its way to Safaricom",
  PENDING: "Waiting for the customer’s PIN",
  CONFIRMED: "Safaricom says paid; the receipt is still to come",
  CANCELLED: "The customer said no",
  EXPIRED: "Nobody answered in time",
  UNKNOWN: "Safaricom has not answered; it is being asked",
};

const FLAGGED = "Paid after it had failed, or another amount: look at it";

export function drawRequests(store, { me, several, news }) {
  byId("requests-empty").hidden = store.requests.length > 0;
  drawRows(byId("requests"), store.requests, {
    build: (request) => row(request, several),
    view: [several, store.day],
    news,
  });
  const may = new Set(businessesWith(me, "payment.request"));
  const tills = store.tills.filter((till) => may.has(till.business.code));
  byId("ask").hidden = tills.length === 0;
  drawChoices(byId("ask").elements.till, tills.map((till) => ({ value: till.id, label: tillLabel(till) })));
  drawReferences(store);
}

export function tillLabel(till) {
  return `${till.name} · ${till.kind === "TILL" ? "till" : "PayBill"} ${till.shortcode}`;
}

function drawReferences(store) {
  const till = store.tills.find(({ id }) => id === byId("ask").elements.till.value);
  const open = store.invoices.filter(
    (invoice) => invoice.business.code === till?.business.code && ["UNPAID", "PARTIALLY_PAID"].includes(invoice.state),
  );
  const choices = open.map((invoice) => ({
    value: invoice.number,
    label: `${invoice.customer.name}, ${shown(invoice.due)} due`,
  }));
  drawChoices(byId("references"), choices);
}

function row(request, several) {
  const [word, kind] = WORDS[request.state] ?? [request.state, "calm"];
  const why = request.receipt ? `Receipt ${request.receipt.number}` : WHY[request.state] || request.resultText;
  const facts = [maskedPhone(request.phone), timeShown(request.createdAt), several ? request.business.name : ""];
  return element(
    "li",
    { "data-state": request.state },
    element("span", { class: "main-line" }, element("b", { class: "money" }, shown(request.amount)),
      element("span", {}, request.accountReference)),
    badge(word, kind),
    element("small", {}, facts.filter(Boolean).join(" · ")),
    element("small", { class: "end" }, why || ""),
    request.flagged ? element("small", { class: "flag wide" }, FLAGGED) : null,
  );
}

/** `onAsked(request)` takes the request that the server made. */
export function prepareAsk(getStore, onAsked) {
  const form = byId("ask");
  let key = newKey();
  // Other contents are another request; the same ones, sent again after a lost answer, are the same.
  form.addEventListener("input", () => (key = newKey()));
  form.elements.till.addEventListener("change", () => drawReferences(getStore()));
  onSubmit(
    form,
    async () => {
      const { till, phone, amount, reference } = form.elements;
      const asked = typedAmount(amount.value);
      if (asked === null) throw new Refusal("BAD_AMOUNT", "Give an amount in shillings, like 2,000.", "amount");
      const input = {
        till: till.value,
        phone: phone.value.trim(),
        amount: asked,
        accountReference: reference.value.trim(),
        idempotencyKey: key,
      };
      const request = await act(REQUEST_PAYMENT, { input });
      key = newKey();
      for (const field of [phone, amount, reference]) field.value = "";
      phone.focus();
      onAsked(request);
    },
    { accountReference: "reference" },
  );
}

/** Unlike crypto.randomUUID this also works where a trial is opened by a plain http address. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `console-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
