// What the income statement asks.

import { operation } from "../../client/operation.js";

export const INCOME = operation(
  "IncomePage",
  `query IncomePage($business: ID!, $from: Date, $to: Date, $compare: Boolean!) {
    incomeStatement(business: $business, fromDay: $from, toDay: $to, compare: $compare) {
      result
      previousResult
      previousFromDay
      previousToDay
      income { ...IncomeSection }
      expenses { ...IncomeSection }
    }
  }
  fragment IncomeSection on StatementSection {
    total
    previousTotal
    figures(first: 100) { nodes { account { id code name } amount previous } pageInfo { hasNextPage } }
  }`,
);
