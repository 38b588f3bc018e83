// What a player has staked.

import { operation } from "../../client/operation.js";

export const MY_STAKES = operation(
  "PlayStakes",
  `query PlayStakes($business: ID!, $filter: StakeFilter, $orderBy: StakeOrder, $first: Int, $after: String) {
    myStakes(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id number amount acceptedAt fate pays outcome { name } market { id title state closesAt } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);
