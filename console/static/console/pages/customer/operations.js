// What the page of one customer asks.

import { operation, PROBLEMS } from "../../client/operation.js";

export const CUSTOMER = operation(
  "CustomerPage",
  `query CustomerPage($id: ID!) {
    node(id: $id) {
      ... on Customer {
        id
        accountNumber
        name
        phone
        createdAt
        credit
        credits(first: 50) { totalCount nodes { amount left creditedAt receiptId receiptNumber } }
        business { id name }
        invoices(first: 50) { totalCount nodes { id number state total paid due dueOn createdAt } }
        payments(first: 50) { totalCount nodes { amount allocatedAt receiptId receiptNumber invoice { id number } } }
      }
    }
  }`,
);

export const UPDATE_CUSTOMER = operation(
  "UpdateCustomer",
  `mutation UpdateCustomer($input: UpdateCustomerInput!) {
    updateCustomer(input: $input) { customer { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
