// What the list of payment requests asks.

import { operation } from "../../client/operation.js";

export const REQUESTS = operation(
  "PaymentRequests",
  `query PaymentRequests($business: ID!, $filter: PaymentRequestFilter, $orderBy: PaymentRequestOrder, $first: Int, $after: String) {
    paymentRequests(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id amount accountReference phone state flagged resultText answerAt createdAt requestedBy { name } till { id name } receipt { id number } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);
