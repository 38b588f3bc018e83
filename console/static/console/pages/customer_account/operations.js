// A customer's account: the statement over a span of days, and what can be done with credit.

import { operation, PROBLEMS } from "../../client/operation.js";

export const STATEMENT = operation(
  "CustomerStatement",
  `query CustomerStatement($customer: ID!, $day: DayRange, $withBooks: Boolean!, $first: Int, $after: String) {
    node(id: $customer) {
      ... on Customer {
        id
        statementSummary(day: $day) { opening billed paid closing }
        statement(filter: { day: $day }, orderBy: { field: AT, direction: ASC }, first: $first, after: $after) {
          totalCount
          nodes {
            day
            billed
            paid
            balance
            invoice { id number serialNumber }
            payment { id kind reference receiptId receiptNumber }
            entry @include(if: $withBooks) { id }
          }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }`,
);

export const APPLY_CREDIT = operation(
  "ApplyCredit",
  `mutation ApplyCredit($input: ApplyCreditInput!) {
    applyCredit(input: $input) { customer { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REFUND_IN_CASH = operation(
  "RefundInCash",
  `mutation RefundInCash($input: RefundInCashInput!) {
    refundInCash(input: $input) { customerRefund { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const BALANCE_CHANGED = operation(
  "CustomerBalanceChanged",
  `subscription CustomerBalanceChanged($customer: ID!) {
    customerBalanceChanged(id: $customer) { number }
  }`,
);
