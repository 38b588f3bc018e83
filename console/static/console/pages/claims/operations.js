// What the list of claimed receipts asks, and how one is claimed.

import { operation, PROBLEMS } from "../../client/operation.js";

const ROW = `fragment ClaimRow on ReceiptClaim {
  id
  number
  state
  verdict
  claimedAt
  claimedBy { name }
  till { id name }
  receipt { id number amount }
}`;

export const CLAIMS = operation(
  "ReceiptClaims",
  `query ReceiptClaims($business: ID!, $filter: ReceiptClaimFilter, $first: Int, $after: String) {
    receiptClaims(business: $business, filter: $filter, first: $first, after: $after) {
      totalCount
      nodes { ...ClaimRow }
      pageInfo { hasNextPage endCursor }
    }
  }
  ${ROW}`,
);

export const TILLS_TO_CLAIM_AT = operation(
  "TillsToClaimAt",
  `query TillsToClaimAt($business: ID!) {
    tills(business: $business, first: 100) { nodes { id name kind shortcode } }
  }`,
);

export const CLAIM_RECEIPT = operation(
  "ClaimReceipt",
  `mutation ClaimReceipt($input: ClaimReceiptInput!) {
    claimReceipt(input: $input) { claim { ...ClaimRow } problems { ...Problems } }
  }
  ${ROW} ${PROBLEMS}`,
);
