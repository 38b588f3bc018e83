// What the board of unknown orders asks.

import { operation } from "../../client/operation.js";

export const UNKNOWN_PAYOUTS = operation(
  "UnknownPayouts",
  `query UnknownPayouts($business: ID!, $first: Int, $after: String) {
    payouts(business: $business, filter: { attempts: [UNKNOWN] }, orderBy: { field: CREATED_AT, direction: ASC }, first: $first, after: $after) {
      totalCount
      nodes {
        id amount kind phone shortcode accountNumber description state acts till { name }
        attempts(first: 1) { nodes { state createdAt resultCode resultText askedAt facts(last: 1) { nodes { saidBySafaricom } } } }
      }
      pageInfo { hasNextPage endCursor }
    }
    payoutBoard(business: $business) { unknown { count amount oldestAt } }
    node(id: $business) { ... on Business { id payoutRules { pause { at reason by { name } } } } }
  }`,
);
