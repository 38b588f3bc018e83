// What the page of one invoice asks, and what can be done with it.

import { operation, PROBLEMS } from "../../client/operation.js";

const INVOICE_FIELDS = `fragment InvoiceFields on Invoice {
  id
  number
  state
  total
  paid
  due
  dueOn
  issuedAt
  createdAt
  business { id name code tills(first: 100) { nodes { id name shortcode deactivatedAt } } }
  customer { id name accountNumber phone }
  lines(first: 100) { nodes { description quantity unitPrice amount } }
  payments(first: 100) { nodes { id amount allocatedAt takenBackAt receiptId receiptNumber payment { id kind reference } } }
}`;

export const INVOICE = operation(
  "InvoicePage",
  `query InvoicePage($id: ID!) { node(id: $id) { ... on Invoice { ...InvoiceFields } } }
  ${INVOICE_FIELDS}`,
);

export const ISSUE_INVOICE = operation(
  "IssueInvoice",
  `mutation IssueInvoice($input: IssueInvoiceInput!) {
    issueInvoice(input: $input) { invoice { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const ASK_FOR_INVOICE = operation(
  "AskForInvoice",
  `mutation AskForInvoice($input: RequestPaymentInput!) {
    requestPayment(input: $input) { paymentRequest { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const INVOICE_CHANGED = operation(
  "InvoiceChanged",
  `subscription InvoiceChanged($invoice: ID!) {
    invoiceChanged(id: $invoice) { number }
  }`,
);
