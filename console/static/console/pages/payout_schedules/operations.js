// The schedules of payouts, and setting one up.

import { operation, PROBLEMS } from "../../client/operation.js";

export const SCHEDULES = operation(
  "PayoutSchedules",
  `query PayoutSchedules($business: ID!, $filter: PayoutScheduleFilter, $first: Int, $after: String) {
    payoutSchedules(business: $business, filter: $filter, first: $first, after: $after) {
      totalCount
      nodes { id name state code text frequency every firstOn lastOn nextOn times done rows amount requestedBy { name } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const CREATE_SCHEDULE = operation(
  "CreatePayoutSchedule",
  `mutation CreatePayoutSchedule($input: CreatePayoutScheduleInput!) {
    createPayoutSchedule(input: $input) { payoutSchedule { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
