// What the list of invoices asks.

import { operation } from "../../client/operation.js";

export const INVOICES = operation(
  "Invoices",
  `query Invoices($business: ID!, $filter: InvoiceFilter, $orderBy: InvoiceOrder, $first: Int, $after: String) {
    invoices(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id number serialNumber state total paid due dueOn createdAt customer { id name accountNumber } }
      pageInfo { hasNextPage endCursor }
    }
    invoiceSums(business: $business, filter: $filter) { total paid due }
  }`,
);
