// What the list of vouchers asks.

import { operation } from "../../client/operation.js";

export const VOUCHERS = operation(
  "Vouchers",
  `query Vouchers($business: ID!, $filter: VoucherFilter, $orderBy: VoucherOrder, $first: Int, $after: String) {
    vouchers(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id kind state effectiveOn description amount maker { name } createdAt recurring { id name } entry { id number } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);
