// What the page of one customer asks.

import { operation, PROBLEMS } from "../../client/operation.js";

export const CUSTOMER = operation(
  "CustomerPage",
  `query CustomerPage($id: ID!) {
    node(id: $id) {
      ... on Customer {
        id
        accountNumber
        externalRef
        name
        phone
        otherPhones
        kraPin
        email
        tags
        creditLimit
        isWalkIn
        archivedAt
        mergedInto { id name accountNumber }
        createdAt
        ageing { notDue days1To30 days31To60 days61To90 over90 due credit balance }
        business { id name }
        invoices(first: 20) { totalCount nodes { id number serialNumber state total paid due dueOn createdAt } }
        payments(first: 20) { totalCount nodes { id kind amount left takenBack reference receivedOn receiptId receiptNumber } }
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

export const ARCHIVE_CUSTOMER = operation(
  "ArchiveCustomer",
  `mutation ArchiveCustomer($input: ArchiveCustomerInput!) {
    archiveCustomer(input: $input) { customer { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const UNARCHIVE_CUSTOMER = operation(
  "UnarchiveCustomer",
  `mutation UnarchiveCustomer($input: UnarchiveCustomerInput!) {
    unarchiveCustomer(input: $input) { customer { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const OTHER_CUSTOMERS = operation(
  "OtherCustomers",
  `query OtherCustomers($business: ID!, $filter: CustomerFilter) {
    customers(business: $business, filter: $filter, first: 20) { nodes { id accountNumber name phone due isWalkIn } }
  }`,
);

export const MERGE_CUSTOMERS = operation(
  "MergeCustomers",
  `mutation MergeCustomers($input: MergeCustomersInput!) {
    mergeCustomers(input: $input) { customer { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
