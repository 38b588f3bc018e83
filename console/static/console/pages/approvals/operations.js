// What the list of requests for approval asks.

import { operation } from "../../client/operation.js";

export const APPROVALS = operation(
  "Approvals",
  `query Approvals($business: ID!, $filter: ApprovalFilter, $orderBy: ApprovalOrder, $first: Int, $after: String) {
    approvals(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id kind state amount comment createdAt expiresAt maker { name } checker { name } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);
