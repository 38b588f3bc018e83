// What the list of receipts asks.

import { operation } from "../../client/operation.js";

export const RECEIPTS = operation(
  "Receipts",
  `query Receipts($business: ID!, $filter: ReceiptFilter, $orderBy: ReceiptOrder, $first: Int, $after: String) {
    receipts(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id number amount occurredAt accountReference phone firstChannel till { id name } route { state } }
      pageInfo { hasNextPage endCursor }
    }
    tills(business: $business, first: 100) { nodes { id name } }
  }`,
);
