// What the page of Suspense asks, and how a receipt leaves it.

import { operation, PROBLEMS } from "../../client/operation.js";

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
