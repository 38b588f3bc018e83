// What the form of a draft asks, and what it sends.

import { operation, PROBLEMS } from "../../client/operation.js";

export const BILL_AROUND = operation(
  "BillAround",
  `query BillAround($business: ID!, $withAccounts: Boolean!) {
    node(id: $business) { ... on Business { id letterhead { vatRegistered } } }
    accounts(business: $business, filter: { kinds: [INCOME], forVouchers: true }, first: 100) @include(if: $withAccounts) { nodes { id code name } }
  }`,
);

export const PRICE_INVOICE = operation(
  "PriceInvoice",
  `query PriceInvoice($business: ID!, $lines: [InvoiceLineInput!]!, $pricesIncludeVat: Boolean!) {
    priceInvoice(business: $business, lines: $lines, pricesIncludeVat: $pricesIncludeVat) { net vat total lines { amount } }
  }`,
);

export const CUSTOMERS_LIKE = operation(
  "CustomersLike",
  `query CustomersLike($business: ID!, $text: String) {
    customers(business: $business, filter: { text: $text, archived: false }, first: 8) { nodes { id name accountNumber isWalkIn } }
  }`,
);

export const CREATE_INVOICE = operation(
  "CreateInvoice",
  `mutation CreateInvoice($input: CreateInvoiceInput!) {
    createInvoice(input: $input) { invoice { id number } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const EDIT_INVOICE = operation(
  "EditInvoice",
  `mutation EditInvoice($input: EditInvoiceInput!) {
    editInvoice(input: $input) { invoice { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
