// What the list of submissions asks.

import { operation } from "../../client/operation.js";

export const SUBMISSIONS = operation(
  "KycSubmissions",
  `query KycSubmissions($business: ID!, $filter: KycSubmissionFilter, $orderBy: KycSubmissionOrder, $first: Int, $after: String) {
    kycSubmissions(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id player { name } tier { name } state createdAt submittedAt decidedAt }
      pageInfo { hasNextPage endCursor }
    }
    kycTiers { code name }
  }`,
);
