// What the page of one recurring voucher asks, and what can be done with it.

import { operation, PROBLEMS } from "../../client/operation.js";

export const RECURRING_VOUCHER = operation(
  "RecurringVoucherPage",
  `query RecurringVoucherPage($id: ID!) {
    node(id: $id) {
      ... on RecurringVoucher {
        id
        name
        description
        amount
        frequency
        firstOn
        lastOn
        nextOn
        state
        problem
        dueTimes
        maker { name }
        createdAt
        approval { id state }
        lines(first: 100) { totalCount nodes { accountCode account { id name } debit credit vatCode } }
        rest: lines(last: 100) { nodes { accountCode account { id name } debit credit vatCode } }
        vouchers(first: 12) { totalCount nodes { id effectiveOn amount entry { id number } } }
      }
    }
  }`,
);

export const PAUSE = operation(
  "PauseRecurring",
  `mutation PauseRecurring($input: PauseRecurringVoucherInput!) {
    pauseRecurringVoucher(input: $input) { recurringVoucher { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const RESUME = operation(
  "ResumeRecurring",
  `mutation ResumeRecurring($input: ResumeRecurringVoucherInput!) {
    resumeRecurringVoucher(input: $input) { recurringVoucher { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
