// What the page of one payment request asks.

import { operation, TRAIL_STEP } from "../../client/operation.js";

export const REQUEST = operation(
  "RequestPage",
  `query RequestPage($id: ID!) {
    node(id: $id) {
      ... on PaymentRequest {
        id
        amount
        accountReference
        phone
        state
        flagged
        outcome
        message { en sw }
        advice { en sw }
        saidBySafaricom
        answerAt
        createdAt
        sentAt
        settledAt
        requestedBy { name }
        till { id name shortcode pause { reason } }
        business { id requestRules { pause { reason } } }
        receipt { id number }
        discrepancies(first: 20) { nodes { id code state detail createdAt } }
        trail(first: 100) { nodes { ...TrailRow } pageInfo { hasNextPage } }
      }
    }
  }
  ${TRAIL_STEP}`,
);
