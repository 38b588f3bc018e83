// The page of one plan, and what people do with it.

import { operation, PROBLEMS } from "../../client/operation.js";

export const PLAN = operation(
  "PlanPage",
  `query PlanPage($id: ID!) {
    node(id: $id) {
      ... on Plan {
        id name frequency every trialDays daysUntilDue archivedAt createdAt
        business { id }
        price { fromOn }
        prices(first: 12) { nodes { fromOn pricesIncludeVat total lines(first: 20) { nodes { description quantity unitPrice vatCode } } } }
        subscriptions(filter: { states: [TRIAL, ACTIVE, PAUSED] }, first: 0) { totalCount }
      }
    }
  }`,
);

export const TO_SUBSCRIBE = operation(
  "CustomersToBill",
  `query CustomersToBill($business: ID!, $plan: ID!, $filter: CustomerFilter) {
    customers(business: $business, filter: $filter, orderBy: { field: ACCOUNT_NUMBER, direction: ASC }, first: 100) {
      totalCount
      nodes { id accountNumber name isWalkIn subscriptions(filter: { plan: $plan, states: [TRIAL, ACTIVE, PAUSED] }, first: 0) { totalCount } }
    }
  }`,
);

export const CHANGE_PRICE = operation(
  "ChangePlanPrice",
  `mutation ChangePlanPrice($input: ChangePlanPriceInput!) {
    changePlanPrice(input: $input) { plan { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const EDIT_PLAN = operation(
  "EditPlan",
  `mutation EditPlan($input: EditPlanInput!) {
    editPlan(input: $input) { plan { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const ARCHIVE_PLAN = operation(
  "ArchivePlan",
  `mutation ArchivePlan($input: ArchivePlanInput!) {
    archivePlan(input: $input) { plan { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const RESTORE_PLAN = operation(
  "RestorePlan",
  `mutation RestorePlan($input: RestorePlanInput!) {
    restorePlan(input: $input) { plan { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
