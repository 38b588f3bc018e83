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
        proofPath
        cutOff
        newest
        listed { count amount }
        createdAt
        doneAt
        business { id name code }
        bankAccount { code name }
        till { name shortcode }
        statement { fileName }
        digest
        sameAs { id doneAt }
        whole { parts { run } unexplained leftOut }
        gaps(first: 50) { totalCount nodes { fromAt untilAt jump } }
        balanceSteps(first: 100) { nodes { account kind fromAt untilAt before after rows paidIn withdrawn receiptNumber says } }
        cover { wallets pools carryOver payoutsInFlight mpesa bank surplus }
        items(first: 100) { totalCount nodes { term receiptNumber amount why reference occurredAt exception { id state closedAs } } }
      }
    }
  }`,
);
