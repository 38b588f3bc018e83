// What the page of one customer asks.

import { operation } from "../../client/operation.js";

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
        business { id name }
        invoices(first: 50) { totalCount nodes { id number state total paid due dueOn createdAt } }
        payments(first: 50) { totalCount nodes { amount allocatedAt receiptId receiptNumber invoice { id number } } }
      }
    }
  }`,
);
