// What the list of receipts asks.

import { operation } from "../../client/operation.js";

export const RECEIPTS = operation(
  "Receipts",
  `query Receipts($business: ID!, $filter: ReceiptFilter, $orderBy: ReceiptOrder, $first: Int, $after: String, $withSums: Boolean!) {
    receipts(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id number amount occurredAt accountReference phone firstChannel till { id name } route { state } }
      pageInfo { hasNextPage endCursor }
    }
    receiptSums(business: $business, filter: $filter) @include(if: $withSums) { count amount }
    tills(business: $business, first: 100) { nodes { id name } }
  }`,
);
