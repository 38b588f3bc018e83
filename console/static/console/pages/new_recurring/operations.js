// How a recurring voucher is set up.

import { operation, PROBLEMS } from "../../client/operation.js";

export const CREATE_RECURRING = operation(
  "CreateRecurring",
  `mutation CreateRecurring($input: CreateRecurringVoucherInput!) {
    createRecurringVoucher(input: $input) { recurringVoucher { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
