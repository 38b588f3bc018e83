// What the page of one submission asks, and the two answers to it.

import { operation, PROBLEMS } from "../../client/operation.js";

export const SUBMISSION = operation(
  "KycSubmissionPage",
  `query KycSubmissionPage($id: ID!, $withApprovals: Boolean!) {
    node(id: $id) {
      ... on KycSubmission {
        id
        state
        name
        idNumber
        dateOfBirth
        reason
        submittedAt
        business { id name code }
        player { name }
        tier { name transactionLimit dailyLimit balanceLimit requiredDocuments }
        documents { kind mediaType size uploadedAt path }
        steps(first: 50) { nodes { step by { name } comment at } }
      }
    }
    approvals(allMine: true, filter: { subject: $id, states: [PENDING] }, first: 1) @include(if: $withApprovals) {
      nodes { id maker { name } }
    }
  }`,
);

export const REQUEST_UPGRADE = operation(
  "RequestKycUpgrade",
  `mutation RequestKycUpgrade($input: RequestKycUpgradeInput!) {
    requestKycUpgrade(input: $input) { approval { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REFUSE_KYC = operation(
  "RefuseKyc",
  `mutation RefuseKyc($input: RefuseKycInput!) {
    refuseKyc(input: $input) { submission { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
