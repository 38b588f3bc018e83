// What the page of one proof asks.

import { operation } from "../../client/operation.js";

export const PROOF = operation(
  "Proof",
  `query Proof($id: ID!) {
    node(id: $id) {
      ... on ReconciliationRun {
        id
        state
        problem
        account
        fromDay
        toDay
        rowsTotal
        rowsDone
        bookedRows
        matched
        seal
        statementClosing
        receiptsNotOnStatement
        payoutsNotOnStatement
        creditsNotBooked
        debitsNotBooked
        sweepsInFlight
        ledger
        unexplained
        workbookPath
        createdAt
        doneAt
        business { id name code }
        bankAccount { code name }
        till { name shortcode }
        statement { fileName }
        digest
        sameAs { id doneAt }
        whole {
          scope statementClosing ledger unexplained digest leftOut
          parts { run tillName shortcode account accountName state statementClosing ledger unexplained }
        }
        gaps(first: 50) { totalCount nodes { fromAt untilAt jump } }
        balanceSteps(first: 100) { nodes { account kind fromAt untilAt before after rows paidIn withdrawn receiptNumber says } }
        cover { wallets pools carryOver payoutsInFlight mpesa bank surplus }
        items(first: 100) { totalCount nodes { term receiptNumber amount why reference occurredAt exception { id state closedAs } } }
      }
    }
  }`,
);
