// What the list of customers asks.

import { operation, PROBLEMS } from "../../client/operation.js";

export const CUSTOMERS = operation(
  "Customers",
  `query Customers($business: ID!, $filter: CustomerFilter, $orderBy: CustomerOrder, $first: Int, $after: String) {
    customers(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id accountNumber name phone tags due isWalkIn archivedAt createdAt }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const CREATE_CUSTOMER = operation(
  "CreateCustomer",
  `mutation CreateCustomer($input: CreateCustomerInput!) {
    createCustomer(input: $input) { customer { id accountNumber } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
