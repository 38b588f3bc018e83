// The batches of payouts, and bringing one in.

import { operation, PROBLEMS } from "../../client/operation.js";

export const BATCHES = operation(
  "PayoutBatches",
  `query PayoutBatches($business: ID!, $filter: PayoutBatchFilter, $first: Int, $after: String) {
    payoutBatches(business: $business, filter: $filter, first: $first, after: $after) {
      totalCount
      nodes { id name fileName rows amount state pause { reason } states { state count } createdAt requestedBy { name } till { name } }
      pageInfo { hasNextPage endCursor }
    }
    payoutBoard(business: $business) { forecasts { till { id name shortcode } way left holdsBy holdsSince } }
    accounts(business: $business, first: 100) { nodes { code name } }
    node(id: $business) { ... on Business { id payoutRules { batchLimit pause { at reason by { name } } } } }
  }`,
);

export const BATCH_BY_REF = operation(
  "PayoutBatchByRef",
  `query PayoutBatchByRef($business: ID!, $ref: String!) { payoutBatches(business: $business, filter: { text: $ref }, first: 1) { nodes { id } } }`,
);

export const UPLOAD_BATCH = operation(
  "UploadPayoutBatch",
  `mutation UploadPayoutBatch($input: UploadPayoutBatchInput!) {
    uploadPayoutBatch(input: $input) { path problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
