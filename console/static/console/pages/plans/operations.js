// The list of plans, and making one.

import { operation, PROBLEMS } from "../../client/operation.js";

export const PLANS = operation(
  "Plans",
  `query Plans($business: ID!, $filter: PlanFilter, $first: Int, $after: String) {
    plans(business: $business, filter: $filter, first: $first, after: $after) {
      totalCount
      nodes { id name frequency every trialDays daysUntilDue archivedAt price { total } subscriptions(filter: { states: [TRIAL, ACTIVE, PAUSED] }, first: 0) { totalCount } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const CREATE_PLAN = operation(
  "CreatePlan",
  `mutation CreatePlan($input: CreatePlanInput!) {
    createPlan(input: $input) { plan { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
