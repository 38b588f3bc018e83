// What came to the tills: the list, one body, and having it worked through again.

import { operation, PROBLEMS } from "../../client/operation.js";

export const INBOX = operation(
  "Inbox",
  `query Inbox($business: ID!, $filter: CallbackFilter, $first: Int, $after: String) {
    inbox(business: $business) { waiting failing dead malformed failingRoutings }
    callbacks(business: $business, filter: $filter, first: $first, after: $after) {
      totalCount
      nodes {
        id kind receivedAt couldBeMoney trace
        till { id name }
        work { state tries note dueAt doneAt }
        receipt { id number amount }
        request { id state amount }
      }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const READ_CALLBACK = operation(
  "ReadCallback",
  `mutation ReadCallback($input: ReadCallbackInput!) {
    readCallback(input: $input) { content { body isMasked } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REPLAY_CALLBACKS = operation(
  "ReplayCallbacks",
  `mutation ReplayCallbacks($input: ReplayCallbacksInput!) {
    replayCallbacks(input: $input) { replayed routings left problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
