// The markets of a business, and what changes in them.

import { operation } from "../../client/operation.js";

export const MARKETS = operation(
  "PlayMarkets",
  `query PlayMarkets($business: ID!, $filter: MarketFilter, $orderBy: MarketOrder, $first: Int, $after: String) {
    markets(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      nodes { id title category state closesAt closedAt voidedAt pool stakeCount picture
        outcomes(first: 8) { totalCount nodes { id name impliedBps scratchedAt } }
        result { parts(first: 8) { nodes { bps outcome { id } } } } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const MARKET_CHANGED = operation(
  "PlayMarketsChanged",
  `subscription PlayMarketsChanged($business: ID) { marketChanged(business: $business) { number } }`,
);
