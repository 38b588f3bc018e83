// Where a file of customers is sent.

import { operation, PROBLEMS } from "../../client/operation.js";

export const UPLOAD_CUSTOMERS = operation(
  "UploadCustomers",
  `mutation UploadCustomers($input: UploadCustomersInput!) {
    uploadCustomers(input: $input) { path problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
