// The page of one batch, and what people do with it.

import { operation, PROBLEMS } from "../../client/operation.js";

export const BATCH = operation(
  "PayoutBatchPage",
  `query PayoutBatchPage($id: ID!, $filter: PayoutFilter, $first: Int, $after: String) {
    node(id: $id) {
      ... on PayoutBatch {
        id name fileName rows amount residue smallest middle odd fresh repeated state code createdAt approvedAt
        business { id payoutRules { pause { at reason by { name } } } }
        till { id name shortcode payoutLine { stoppedAt stoppedCode shortSince } }
        requestedBy { name }
        schedule { id name }
        approval { id checker { name } maker { name } }
        pause { at reason by { name } }
        states { state count amount }
        largest: payouts(first: 5, orderBy: { field: AMOUNT, direction: DESC }) { nodes { id amount phone description } }
        payouts(filter: $filter, first: $first, after: $after) {
          totalCount
          nodes { id amount phone description state code text flagged attempts(first: 1) { nodes { state receiptNumber } } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }`,
);

export const REQUEST_BATCH = operation(
  "RequestPayoutBatch",
  `mutation RequestPayoutBatch($input: RequestPayoutBatchInput!) {
    requestPayoutBatch(input: $input) { approval { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const CANCEL_BATCH = operation(
  "CancelPayoutBatch",
  `mutation CancelPayoutBatch($input: CancelPayoutBatchInput!) {
    cancelPayoutBatch(input: $input) { payoutBatch { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const PAUSE_BATCH = operation(
  "PausePayoutBatch",
  `mutation PausePayoutBatch($input: PausePayoutBatchInput!) {
    pausePayoutBatch(input: $input) { payoutBatch { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const RESUME_BATCH = operation(
  "ResumePayoutBatch",
  `mutation ResumePayoutBatch($input: ResumePayoutBatchInput!) {
    resumePayoutBatch(input: $input) { payoutBatch { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REPEAT_BATCH = operation(
  "RepeatPayoutBatch",
  `mutation RepeatPayoutBatch($input: RepeatPayoutBatchInput!) {
    repeatPayoutBatch(input: $input) { payoutBatch { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const RETRY_FAILED = operation(
  "RetryFailedPayouts",
  `mutation RetryFailedPayouts($input: RetryFailedPayoutsInput!) {
    retryFailedPayouts(input: $input) { retried refused problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
