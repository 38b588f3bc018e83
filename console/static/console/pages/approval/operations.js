// What the page of one request for approval asks, and the three answers to it.

import { operation, PROBLEMS } from "../../client/operation.js";

export const APPROVAL = operation(
  "ApprovalPage",
  `query ApprovalPage($id: ID!) {
    node(id: $id) {
      ... on Approval {
        id
        kind
        state
        amount
        digest
        twoPeople
        alone
        comment
        createdAt
        expiresAt
        decidedAt
        business { id name }
        maker { name isMe }
        checker { name }
        content { path text flag amount }
        subject {
          __typename
          ... on Node { id }
          ... on Receipt { number }
          ... on Voucher { description }
          ... on ReconciliationException { receiptNumber }
          ... on RecurringVoucher { name }
          ... on JournalEntry { entryNumber: number description }
          ... on Period { firstDay lastDay }
          ... on Statement { fileName }
          ... on Payout { description shouldBe: name residue gross: amount tax wallet { id balance withdrawalsWaiting player { name } } }
          ... on PayoutBatch { name }
          ... on PayoutSchedule { name }
          ... on Invoice { number }
          ... on PortalMove { note }
          ... on Market { title doubts { code } correctionDebts { playerCount owed first { walletNumber player { name } phone takenBack balance owed } } }
        }
        decisions { step by { name } comment at }
      }
    }
    me { totpEnrolled }
  }`,
);

export const APPROVE = operation(
  "ApproveRequest",
  `mutation ApproveRequest($input: ApproveRequestInput!) {
    approveRequest(input: $input) { approval { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REFUSE = operation(
  "RefuseRequest",
  `mutation RefuseRequest($input: RefuseRequestInput!) {
    refuseRequest(input: $input) { approval { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const CANCEL = operation(
  "CancelRequest",
  `mutation CancelRequest($input: CancelRequestInput!) {
    cancelRequest(input: $input) { approval { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
