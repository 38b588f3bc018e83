// What the page of accounts that were proved together asks: their sums, then what each lists.

import { operation } from "../../client/operation.js";

export const WHOLE = operation(
  "ProvedTogether",
  `query ProvedTogether($id: ID!) {
    node(id: $id) {
      ... on ReconciliationRun {
        id fromDay toDay
        business { id name }
        whole {
          scope statementClosing ledger unexplained digest leftOut
          parts { run tillName shortcode account accountName state statementClosing ledger unexplained listed { count amount } }
        }
      }
    }
  }`,
);

export const ITEMS = operation(
  "ItemsTogether",
  `query ItemsTogether($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on ReconciliationRun { id items(first: 20) { totalCount nodes { receiptNumber amount why occurredAt reference } } }
    }
  }`,
);
