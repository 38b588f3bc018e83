// What the work-list of reconciliation asks.

import { operation } from "../../client/operation.js";

export const EXCEPTIONS = operation(
  "Exceptions",
  `query Exceptions($business: ID!, $filter: ReconciliationExceptionFilter, $orderBy: ReconciliationExceptionOrder, $first: Int, $after: String) {
    reconciliationExceptions(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes {
        id kind state age daysOpen amount toBook receiptNumber occurredAt closedAs
        till { name }
        account
        bankAccount { code name }
        row { details }
        assignee { name isMe }
        proposal { action accountCode }
        booked { reference description }
      }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);
