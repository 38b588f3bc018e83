// Who owes, in all and one by one.

import { operation } from "../../client/operation.js";

const AGEING = `fragment AgeingFields on Ageing { notDue days1To30 days31To60 days61To90 over90 due credit balance }`;

export const RECEIVABLES = operation(
  "Receivables",
  `query Receivables($business: ID!, $filter: ReceivableFilter, $orderBy: ReceivableOrder, $first: Int, $after: String) {
    receivables(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id customer { id name accountNumber isWalkIn } ageing { ...AgeingFields } }
      pageInfo { hasNextPage endCursor }
    }
  }
  ${AGEING}`,
);

export const RECEIVABLES_SUMMARY = operation(
  "ReceivablesSummary",
  `query ReceivablesSummary($business: ID!) {
    receivablesSummary(business: $business) {
      ageing { ...AgeingFields }
      inBooks { receivables credit waiting otherReceivables otherCredit }
    }
  }
  ${AGEING}`,
);
