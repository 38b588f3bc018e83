// Statements and proofs of a till, and what makes new ones.

import { operation, PROBLEMS } from "../../client/operation.js";

export const DAY = operation(
  "Reconciliation",
  `query Reconciliation($business: ID!, $withBanks: Boolean!) {
    tills(business: $business, first: 100) { nodes { id name shortcode } }
    accounts(business: $business, filter: { text: "1100" }, first: 50) @include(if: $withBanks) { nodes { id code name } }
    statements(business: $business, first: 20) {
      nodes { id fileName state rowsTotal rowsDone chainOk problems uploadedAt periodFrom periodTo held { count amount leftOut reversals takenBack } account bankAccount { code name } till { id name } }
    }
    reconciliationRuns(business: $business, first: 20) {
      nodes { id state problem fromDay toDay account unexplained newest listed { count amount } createdAt bankAccount { code name } till { id name } }
    }
  }`,
);

export const UPLOAD = operation(
  "UploadStatement",
  `mutation UploadStatement($input: UploadStatementInput!) {
    uploadStatement(input: $input) { path problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const RECONCILE = operation(
  "Reconcile",
  `mutation Reconcile($input: ReconcileInput!) {
    reconcile(input: $input) { reconciliationRun { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const RELEASE = operation(
  "ReleaseStatementReceipts",
  `mutation ReleaseStatementReceipts($input: ReleaseStatementReceiptsInput!) {
    releaseStatementReceipts(input: $input) { approval { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
