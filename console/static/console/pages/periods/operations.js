// What the page of periods asks, and how they are closed and opened.

import { operation, PROBLEMS } from "../../client/operation.js";

export const PERIODS = operation(
  "Periods",
  `query Periods($business: ID!) {
    nextPeriod(business: $business) { firstDay lastDay checks { name holds problem note } }
    periods(business: $business, first: 100) {
      nodes { id firstDay lastDay state seal comment closedAt closedBy { name } }
      pageInfo { hasNextPage }
    }
    years: journalEntries(business: $business, first: 20, filter: { kinds: [CLOSING] }) {
      nodes { id effectiveOn reversedBy { id } }
    }
    approvals(business: $business, first: 1, filter: { kinds: ["period.reopen"], states: [PENDING] }) { nodes { id } }
  }`,
);

export const CLOSE_PERIOD = operation(
  "ClosePeriod",
  `mutation ClosePeriod($input: ClosePeriodInput!) {
    closePeriod(input: $input) { period { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REOPEN_PERIOD = operation(
  "ReopenPeriod",
  `mutation ReopenPeriod($input: ReopenPeriodInput!) {
    reopenPeriod(input: $input) { approval { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const CLOSE_YEAR = operation(
  "CloseYear",
  `mutation CloseYear($input: CloseYearInput!) {
    closeYear(input: $input) { entry { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
