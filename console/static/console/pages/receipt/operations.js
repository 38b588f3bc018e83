// What the page of one receipt asks.

import { operation, PROBLEMS, TRAIL_STEP } from "../../client/operation.js";

export const RECEIPT = operation(
  "ReceiptPage",
  `query ReceiptPage($id: ID!, $withStatement: Boolean!, $withBooks: Boolean!, $withApprovals: Boolean!, $withRefund: Boolean!) {
    node(id: $id) {
      ... on Receipt {
        id
        number
        amount
        occurredAt
        accountReference
        phone
        business { id name }
        till { id name shortcode }
        route { state owner note parts { to amount } }
        trail(first: 100) { nodes { ...TrailRow } pageInfo { hasNextPage } }
        refund @include(if: $withRefund) { left accountCode code }
        discrepancies(first: 10) { nodes { id code state detail createdAt } }
        entries(first: 20) @include(if: $withBooks) {
          nodes { id lines(first: 10) { nodes { debit credit account { code name } } } }
        }
        statementRow @include(if: $withStatement) {
          completedAt
          details
          paidIn
          balance
          statement { fileName uploadedAt }
        }
      }
    }
    approvals(allMine: true, filter: { subject: $id, states: [PENDING] }, first: 1) @include(if: $withApprovals) {
      nodes { id maker { name } }
    }
  }
  ${TRAIL_STEP}`,
);

export const REFUND_RECEIPT = operation(
  "RefundReceipt",
  `mutation RefundReceipt($input: RefundReceiptInput!) {
    refundReceipt(input: $input) { payout { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
