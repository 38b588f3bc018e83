// What the balance sheet asks.

import { operation } from "../../client/operation.js";

export const BALANCE_SHEET = operation(
  "BalanceSheetPage",
  `query BalanceSheetPage($business: ID!, $day: Date, $compareDay: Date) {
    balanceSheet(business: $business, day: $day, compareDay: $compareDay) {
      currentResult
      previousResult
      difference
      assets { ...BalanceSection }
      liabilities { ...BalanceSection }
      equity { ...BalanceSection }
    }
  }
  fragment BalanceSection on StatementSection {
    total
    previousTotal
    figures(first: 100) { nodes { account { id code name } amount previous } pageInfo { hasNextPage } }
  }`,
);
