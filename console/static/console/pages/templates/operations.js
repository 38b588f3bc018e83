// What the list of templates asks.

import { operation, PROBLEMS } from "../../client/operation.js";

export const TEMPLATES = operation(
  "Templates",
  `query Templates($business: ID!, $filter: VoucherTemplateFilter, $orderBy: VoucherTemplateOrder, $first: Int, $after: String) {
    voucherTemplates(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id name description changedAt lines(first: 4) { totalCount nodes { accountCode } } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const REMOVE_TEMPLATE = operation(
  "RemoveTemplate",
  `mutation RemoveTemplate($input: RemoveVoucherTemplateInput!) {
    removeVoucherTemplate(input: $input) { problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
