// What the page of nights asks.

import { operation, PROBLEMS } from "../../client/operation.js";

/** Ten tills at a time: their months are many fields. */
export const CALENDAR = operation(
  "NightsCalendar",
  `query NightsCalendar($business: ID!, $filter: ReconciliationDayFilter, $after: String) {
    tills(business: $business, first: 10, after: $after, orderBy: { field: CREATED_AT, direction: ASC }) {
      totalCount
      nodes {
        id name shortcode daysToJudge
        reconciliationDays(first: 31, filter: $filter) {
          nodes {
            id day state provisional
            accounts(first: 5) { nodes { account basis discrepancy openItems isProved } }
          }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const LISTED = operation(
  "NightsListed",
  `query NightsListed($business: ID!, $filter: ReconciliationDayFilter, $orderBy: ReconciliationDayOrder, $first: Int, $after: String) {
    reconciliationDays(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id day state provisional expected actual discrepancy openItems decidedBy { name } till { name } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const NIGHT = operation(
  "Night",
  `query Night($id: ID!) {
    node(id: $id) {
      ... on ReconciliationDay {
        id day state provisional expected actual discrepancy openItems decidedAt judgedAt
        decidedBy { name }
        business { id }
        till { id name shortcode }
        sources { name amount }
        accounts(first: 5) { nodes { account basis expected actual discrepancy openItems unexplained isProved run { id fromDay toDay state } } }
        notes(last: 20) { nodes { text at author { name } } }
      }
    }
  }`,
);

export const INVESTIGATE = operation(
  "InvestigateDay",
  `mutation InvestigateDay($input: InvestigateDayInput!) {
    investigateDay(input: $input) { reconciliationDay { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const CLEAR = operation(
  "ClearDay",
  `mutation ClearDay($input: ClearDayInput!) {
    clearDay(input: $input) { reconciliationDay { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
