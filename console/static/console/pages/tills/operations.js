// What the list of tills asks.

import { operation, PROBLEMS } from "../../client/operation.js";

export const TILLS = operation(
  "SettingsTills",
  `query SettingsTills($business: ID!, $orderBy: TillOrder, $first: Int, $after: String) {
    tills(business: $business, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes {
        id
        name
        shortcode
        storeNumber
        kind
        environment
        pause { reason }
        health { findings }
        receipts(first: 1, orderBy: { field: OCCURRED_AT }) { nodes { id occurredAt } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const CREATE_TILL = operation(
  "CreateTill",
  `mutation CreateTill($input: CreateTillInput!) {
    createTill(input: $input) { till { id name } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
