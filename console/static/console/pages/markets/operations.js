// The list of markets.

import { operation } from "../../client/operation.js";

export const MARKETS = operation(
  "Markets",
  `query Markets($business: ID!, $filter: MarketFilter, $orderBy: MarketOrder, $first: Int, $after: String) {
    markets(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id title category state closesAt resolveBy pool stakeCount openedAt createdAt }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);
