// What the list of requests for approval asks.

import { operation } from "../../client/operation.js";

/** Whether anybody else could answer what one asks for. */
export const SECOND_PERSON = operation(
  "SecondPerson",
  `query SecondPerson($business: ID!, $kind: String!) {
    node(id: $business) { ... on Business { secondPerson(kind: $kind) { others twoPeople minutes } } }
  }`,
);

/** What others asked for and nobody has answered, in whichever business. */
export const WAITING_ANYWHERE = operation(
  "WaitingAnywhere",
  `query WaitingAnywhere {
    approvals(allMine: true, filter: { states: [PENDING], mine: false }, first: 100) { nodes { id business { id name } } }
  }`,
);

export const APPROVALS = operation(
  "Approvals",
  `query Approvals($business: ID!, $filter: ApprovalFilter, $orderBy: ApprovalOrder, $first: Int, $after: String) {
    approvals(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id kind state amount comment createdAt expiresAt maker { name } checker { name } subject { __typename ... on Market { title } } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);
