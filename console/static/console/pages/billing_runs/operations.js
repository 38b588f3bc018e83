// What the next run will do, and the runs that were.

import { operation, PROBLEMS } from "../../client/operation.js";

export const FORECAST = operation(
  "BillingForecast",
  `query BillingForecast($business: ID!, $until: Date) {
    billingForecast(business: $business, untilOn: $until) { untilOn subscriptions invoices total skipped { code count } }
  }`,
);

export const RUNS = operation(
  "BillingRuns",
  `query BillingRuns($business: ID!, $first: Int, $after: String) {
    billingRuns(business: $business, first: $first, after: $after) {
      totalCount
      nodes { id untilOn state due invoices total skipped startedAt endedAt startedBy { name } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const RUN_BILLING = operation(
  "RunBilling",
  `mutation RunBilling($input: RunBillingInput!) {
    runBilling(input: $input) { billingRun { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
