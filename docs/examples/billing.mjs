// A customer, an invoice, a prompt on the customer's phone, and the invoice as it becomes PAID.
//
//     cd docs/examples && npm ci && node billing.mjs http://127.0.0.1:8000 http://127.0.0.1:8010

import { randomUUID } from "node:crypto";
import { signIn } from "./hesabu.mjs";

const [address, daraja] = process.argv.slice(2);
const { ask, act, follow } = await signIn(address, "owner", "hesabu-demo-2026");
const till = (await ask("Tills")).tills.nodes[0];

const { customer } = await act("CreateCustomer", {
  input: {
    business: till.business.id,
    name: "Wanjiru",
    phone: "0700 000 150",
    idempotencyKey: randomUUID(),
  },
});
const { invoice } = await act("CreateInvoice", {
  input: {
    customer: customer.id,
    lines: [{ description: "Water, cubic metres", quantity: "2.5", unitPrice: "100" }],
    idempotencyKey: randomUUID(),
  },
});
await act("IssueInvoice", { input: { invoice: invoice.id } });
await act("RequestPayment", {
  input: {
    till: till.id,
    phone: "0700 000 150",
    amount: "250",
    accountReference: customer.accountNumber,
    idempotencyKey: randomUUID(),
  },
});

let entered = false;
await follow("InvoiceChanged", { id: invoice.id }, async ({ invoiceChanged }) => {
  const now = invoiceChanged.invoice;
  console.log(now.number, now.state, now.due);
  while (now.state !== "PAID" && !entered) {
    // The customer enters the PIN, once the phone has rung; only the local Daraja has this.
    const body = JSON.stringify({ msisdn: "254700000150" });
    entered = (await fetch(`${daraja}/_sandbox/approve`, { method: "POST", body })).ok;
  }
  return now.state === "PAID";
});
