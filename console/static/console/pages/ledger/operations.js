// What the trial balance asks.

import { operation } from "../../client/operation.js";

export const TRIAL_BALANCE = operation(
  "TrialBalancePage",
  `query TrialBalancePage($business: ID!, $from: Date, $to: Date, $used: Boolean!, $filter: AccountFilter, $first: Int, $after: String) {
    trialBalance(business: $business, fromDay: $from, day: $to) {
      totalDebit
      totalCredit
      debitBalances
      creditBalances
      rows(onlyUsed: $used, filter: $filter, first: $first, after: $after) {
        totalCount
        nodes { account { id code name kind } opening debit credit balance }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`,
);
