// What the list of recurring vouchers asks.

import { operation } from "../../client/operation.js";

export const RECURRING = operation(
  "RecurringVouchers",
  `query RecurringVouchers($business: ID!, $filter: RecurringVoucherFilter, $orderBy: RecurringVoucherOrder, $first: Int, $after: String) {
    recurringVouchers(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id name description amount frequency firstOn lastOn nextOn state problem }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);
