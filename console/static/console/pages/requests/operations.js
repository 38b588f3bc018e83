// What the list of payment requests asks.

import { operation, PROBLEMS } from "../../client/operation.js";

export const REQUESTS = operation(
  "PaymentRequests",
  `query PaymentRequests($business: ID!, $filter: PaymentRequestFilter, $orderBy: PaymentRequestOrder, $first: Int, $after: String, $withSums: Boolean!) {
    paymentRequests(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id amount accountReference phone state flagged message { en sw } answerAt createdAt requestedBy { name } till { id name } receipt { id number } }
      pageInfo { hasNextPage endCursor }
    }
    paymentRequestSums(business: $business, filter: $filter) @include(if: $withSums) { count amount }
    tills(business: $business, first: 100) { nodes { id name deactivatedAt pause { at reason by { name } } } }
    node(id: $business) { ... on Business { id requestRules { pause { at reason by { name } } } } }
  }`,
);

export const CHECK_PAYMENT = operation(
  "CheckPayment",
  `mutation CheckPayment($input: CheckPaymentInput!) {
    checkPayment(input: $input) { paymentRequest { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
