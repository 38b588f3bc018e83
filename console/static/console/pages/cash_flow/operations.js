// What the cash flow asks.

import { operation } from "../../client/operation.js";

export const CASH_FLOW = operation(
  "CashFlowPage",
  `query CashFlowPage($business: ID!, $from: Date, $to: Date) {
    cashFlow(business: $business, fromDay: $from, toDay: $to) {
      opening
      received
      paid
      closing
      lines(first: 100) {
        nodes { account { id code name } received paid }
        pageInfo { hasNextPage }
      }
    }
  }`,
);
