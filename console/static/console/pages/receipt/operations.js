// What the page of one receipt asks.

import { operation } from "../../client/operation.js";

export const RECEIPT = operation(
  "ReceiptPage",
  `query ReceiptPage($id: ID!, $withStatement: Boolean!, $withBooks: Boolean!, $withApprovals: Boolean!) {
    node(id: $id) {
      ... on Receipt {
        id
        number
        amount
        occurredAt
        recordedAt
        accountReference
        phone
        firstChannel
        business { id name }
        till { id name shortcode }
        route { state owner note parts { to amount } routedAt }
        evidence(first: 20) { nodes { channel amount agrees source at } }
        discrepancies(first: 10) { nodes { id code detail createdAt } }
        entries(first: 20) @include(if: $withBooks) {
          nodes { id kind description postedAt lines(first: 10) { nodes { debit credit account { code name } } } }
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
  }`,
);
