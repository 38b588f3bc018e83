// What the list of payouts asks.

import { operation } from "../../client/operation.js";

export const PAYOUTS = operation(
  "Payouts",
  `query Payouts($business: ID!, $filter: PayoutFilter, $all: PayoutFilter, $orderBy: PayoutOrder, $first: Int, $after: String) {
    payouts(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id amount kind phone shortcode accountNumber description state code text flagged createdAt dueAt till { id name } requestedBy { name } attempts(first: 1) { nodes { state receiptNumber } } }
      pageInfo { hasNextPage endCursor }
    }
    payoutBoard(business: $business) { states(filter: $all) { state count amount } unknown { count amount oldestAt } }
    node(id: $business) { ... on Business { id payoutRules { pause { at reason by { name } } } } }
    tills(business: $business, first: 100) { nodes { id name } }
  }`,
);
