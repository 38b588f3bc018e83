// What the list of tills asks.

import { operation, PROBLEMS } from "../../client/operation.js";

export const TILLS = operation(
  "SettingsTills",
  `query SettingsTills($business: ID!, $filter: TillFilter, $orderBy: TillOrder, $first: Int, $after: String) {
    tills(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes {
        id
        name
        branch { id name }
        shortcode
        storeNumber
        kind
        environment
        pause { reason }
        health { findings }
        receipts(first: 1, orderBy: { field: OCCURRED_AT }) { nodes { id occurredAt } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const CREATE_TILL = operation(
  "CreateTill",
  `mutation CreateTill($input: CreateTillInput!) {
    createTill(input: $input) { till { id name } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const BRANCHES = operation(
  "Branches",
  `query Branches($business: ID!) {
    branches(business: $business, orderBy: { field: NAME }, first: 100) {
      nodes { id name archivedAt tills(first: 1) { totalCount } }
    }
  }`,
);

export const CREATE_BRANCH = operation(
  "CreateBranch",
  `mutation CreateBranch($input: CreateBranchInput!) {
    createBranch(input: $input) { branch { id name } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const RENAME_BRANCH = operation(
  "RenameBranch",
  `mutation RenameBranch($input: RenameBranchInput!) {
    renameBranch(input: $input) { branch { id name } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const ARCHIVE_BRANCH = operation(
  "ArchiveBranch",
  `mutation ArchiveBranch($input: ArchiveBranchInput!) {
    archiveBranch(input: $input) { branch { id archivedAt } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const SET_TILL_BRANCH = operation(
  "SetTillBranch",
  `mutation SetTillBranch($input: SetTillBranchInput!) {
    setTillBranch(input: $input) { till { id branch { id name } } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
