// What the page of Suspense asks, and how a receipt leaves it.

import { operation, PROBLEMS } from "../../client/operation.js";

export const SUSPENSE = operation(
  "Suspense",
  `query Suspense($business: ID!, $filter: ReceiptFilter, $orderBy: ReceiptOrder, $first: Int, $after: String) {
    receipts(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id number amount occurredAt accountReference phone firstChannel till { id name } route { state note } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const ONE_IN_SUSPENSE = operation(
  "OneInSuspense",
  `query OneInSuspense($id: ID!, $withBills: Boolean!) {
    node(id: $id) { ... on Receipt { id number amount occurredAt accountReference phone route { state } } }
    suggestions(receipt: $id, limit: 5) @include(if: $withBills) {
      customer { id name accountNumber }
      invoice { id number due }
      why
    }
  }`,
);

export const PLACE_RECEIPT = operation(
  "PlaceReceipt",
  `mutation PlaceReceipt($input: PlaceReceiptInput!) {
    placeReceipt(input: $input) { approval { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
