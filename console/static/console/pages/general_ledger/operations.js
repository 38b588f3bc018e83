// What the general ledger asks.

import { operation } from "../../client/operation.js";

export const GENERAL_LEDGER = operation(
  "GeneralLedgerPage",
  `query GeneralLedgerPage($business: ID!, $from: Date, $to: Date, $first: Int, $after: String) {
    generalLedger(business: $business, fromDay: $from, toDay: $to) {
      accounts(first: $first, after: $after) {
        totalCount
        nodes {
          account { id code name kind }
          opening
          debit
          credit
          closing
          lines(first: 20) {
            nodes { debit credit balance entry { id number effectiveOn description reference } }
            pageInfo { hasNextPage }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`,
);
