// What the page of cases asks, and how a case is closed.

import { operation, PROBLEMS } from "../../client/operation.js";

const ROW = `fragment CaseRow on Discrepancy {
  id code detail state createdAt closedAt comment
  closedBy { name }
  till { id name }
  receiptNumber
  receipt { id number amount }
  booked { id entryNumber: number amount }
  request { id amount accountReference }
}`;

export const CASES = operation(
  "Cases",
  `query Cases($business: ID!, $filter: DiscrepancyFilter, $first: Int, $after: String) {
    discrepancies(business: $business, filter: $filter, first: $first, after: $after) {
      totalCount
      nodes { ...CaseRow }
      pageInfo { hasNextPage endCursor }
    }
  }
  ${ROW}`,
);

export const ONE_CASE = operation(
  "OneCase",
  `query OneCase($id: ID!) { node(id: $id) { ...CaseRow } }
  ${ROW}`,
);

export const CLOSE_CASE = operation(
  "CloseCase",
  `mutation CloseCase($input: CloseDiscrepancyInput!) {
    closeDiscrepancy(input: $input) { discrepancy { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
