// What the list of invoices asks.

import { operation, PROBLEMS } from "../../client/operation.js";

export const INVOICES = operation(
  "Invoices",
  `query Invoices($business: ID!, $filter: InvoiceFilter, $orderBy: InvoiceOrder, $first: Int, $after: String) {
    invoices(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id number state total paid due dueOn createdAt customer { id name accountNumber } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const CREATE_INVOICE = operation(
  "CreateInvoice",
  `mutation CreateInvoice($input: CreateInvoiceInput!) {
    createInvoice(input: $input) { invoice { id number } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
