// What the page of one payout asks, and what people do with it.

import { operation, PROBLEMS } from "../../client/operation.js";

export const PAYOUT = operation(
  "PayoutPage",
  `query PayoutPage($id: ID!) {
    node(id: $id) {
      ... on Payout {
        id amount residue kind phone shortcode accountNumber name accountCode command description state code text flagged dueAt notBefore acts createdAt reservedAt settledAt
        business { id name payoutRules { pause { at reason by { name } } } }
        till { id name shortcode payoutLine { stoppedAt stoppedCode shortSince } businessPayoutLine { stoppedAt stoppedCode shortSince } }
        requestedBy { name }
        batch { id name pause { reason } }
        refundOf { id number }
        approval { id state maker { name } checker { name } decidedAt }
        steps(first: 100) { nodes { before after code at by { name } } }
        disputes(first: 10) { nodes { number reason at openedBy { name } notes { text evidence outcome at author { name } } } }
        entries(first: 50) { nodes { id entryNumber: number description reference occurredAt lines(first: 4) { nodes { account { code name } debit credit } } } }
        attempts(first: 20) {
          nodes {
            number state late originatorId conversationId receiptNumber paidAt feeExpected charge resultCode resultText decidedBy createdAt sentAt askedAt settledAt
            facts(first: 50) { nodes { source verdict code saidBySafaricom receiptNumber amount occurredAt evidence at } }
            statementRow { details completedAt withdrawn balance statement { id fileName } }
          }
        }
      }
    }
  }`,
);

export const CANCEL_PAYOUT = operation(
  "CancelPayout",
  `mutation CancelPayout($input: CancelPayoutInput!) {
    cancelPayout(input: $input) { payout { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const RETRY_PAYOUT = operation(
  "RetryPayout",
  `mutation RetryPayout($input: RetryPayoutInput!) {
    retryPayout(input: $input) { payout { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const DECIDE_PAYOUT = operation(
  "DecideUnknownPayout",
  `mutation DecideUnknownPayout($input: DecideUnknownPayoutInput!) {
    decideUnknownPayout(input: $input) { approval { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const RELEASE_PAYOUT = operation(
  "ReleasePayout",
  `mutation ReleasePayout($input: ReleasePayoutInput!) {
    releasePayout(input: $input) { approval { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const DISPUTE_PAYOUT = operation(
  "DisputePayout",
  `mutation DisputePayout($input: DisputePayoutInput!) {
    disputePayout(input: $input) { payout { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const NOTE_DISPUTE = operation(
  "NotePayoutDispute",
  `mutation NotePayoutDispute($input: NotePayoutDisputeInput!) {
    notePayoutDispute(input: $input) { payout { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
