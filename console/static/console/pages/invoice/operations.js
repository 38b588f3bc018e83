// What the page of one invoice asks, and what can be done with it.

import { operation, PROBLEMS } from "../../client/operation.js";

const INVOICE_FIELDS = `fragment InvoiceFields on Invoice {
  id
  number
  serialNumber
  kind
  state
  pricesIncludeVat
  net
  vat
  total
  paid
  credited
  due
  dueOn
  note
  issuedOn
  issuedAt
  createdAt
  business { id name code tills(first: 100) { nodes { id name shortcode deactivatedAt } } }
  customer { id name accountNumber phone isWalkIn }
  lines(first: 100) { totalCount nodes { description quantity unitPrice discount vatCode accountCode amount } }
  payments(first: 100) { nodes { id amount allocatedAt takenBackAt receiptId receiptNumber payment { id kind reference receivedOn } } }
  creditNotes(first: 50) { nodes { id number reason total issuedOn } }
  entries(first: 50) @include(if: $withBooks) { nodes { id number description effectiveOn amount } }
}`;

export const INVOICE = operation(
  "InvoicePage",
  `query InvoicePage($id: ID!, $withBooks: Boolean!) { node(id: $id) { ... on Invoice { ...InvoiceFields } } }
  ${INVOICE_FIELDS}`,
);

export const WAITING_WRITE_OFF = operation(
  "WaitingWriteOff",
  `query WaitingWriteOff($business: ID!, $invoice: ID!) {
    approvals(business: $business, filter: { subject: $invoice, states: [PENDING] }, first: 1) { nodes { id } }
  }`,
);

export const WHAT_IS_LEFT = operation(
  "WhatIsLeft",
  `query WhatIsLeft($id: ID!) {
    node(id: $id) {
      ... on Invoice {
        id
        lines(first: 100) { nodes { position description amount } }
        creditNotes(first: 20) { nodes { lines(first: 100) { nodes { amount line { position } } } } }
      }
    }
  }`,
);

export const OTHER_INVOICES = operation(
  "OtherInvoices",
  `query OtherInvoices($customer: ID!) {
    node(id: $customer) {
      ... on Customer { id invoices(first: 100, filter: { states: [UNPAID, PARTIALLY_PAID] }) { nodes { id number serialNumber due } } }
    }
  }`,
);

export const ISSUE_INVOICE = operation(
  "IssueInvoice",
  `mutation IssueInvoice($input: IssueInvoiceInput!) {
    issueInvoice(input: $input) { invoice { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const DISCARD_INVOICE = operation(
  "DiscardInvoice",
  `mutation DiscardInvoice($input: DiscardInvoiceInput!) {
    discardInvoice(input: $input) { invoice { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const VOID_INVOICE = operation(
  "VoidInvoice",
  `mutation VoidInvoice($input: VoidInvoiceInput!) {
    voidInvoice(input: $input) { invoice { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const CREDIT_INVOICE = operation(
  "CreditInvoice",
  `mutation CreditInvoice($input: CreditInvoiceInput!) {
    creditInvoice(input: $input) { creditNote { id number } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const WRITE_OFF_INVOICE = operation(
  "WriteOffInvoice",
  `mutation WriteOffInvoice($input: WriteOffInvoiceInput!) {
    writeOffInvoice(input: $input) { approval { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REALLOCATE_PAYMENT = operation(
  "ReallocatePayment",
  `mutation ReallocatePayment($input: ReallocatePaymentInput!) {
    reallocatePayment(input: $input) { customerPayment { id } problems { ...Problems } }
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
