// What the list of subscriptions asks, and starting one.

import { operation, PROBLEMS } from "../../client/operation.js";

const ROW = `fragment SubscriptionRow on BillingSubscription {
  id state startsOn nextOn endsOn quantity amount
  customer { id accountNumber name }
  plan { id name frequency every }
  next { refusal bill { startsOn endsOn days wholeDays total dueOn } }
}`;

export const SUBSCRIPTIONS = operation(
  "BillingSubscriptions",
  `query BillingSubscriptions($business: ID!, $filter: BillingSubscriptionFilter, $orderBy: BillingSubscriptionOrder, $first: Int, $after: String) {
    billingSubscriptions(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { ...SubscriptionRow }
      pageInfo { hasNextPage endCursor }
    }
  }
  ${ROW}`,
);

export const CUSTOMER_SUBSCRIPTIONS = operation(
  "CustomerSubscriptions",
  `query CustomerSubscriptions($customer: ID!) {
    node(id: $customer) {
      ... on Customer { id subscriptions(filter: { states: [TRIAL, ACTIVE, PAUSED] }, first: 10) { totalCount nodes { ...SubscriptionRow } } }
    }
  }
  ${ROW}`,
);

export const FIND_CUSTOMERS = operation(
  "CustomersToSubscribe",
  `query CustomersToSubscribe($business: ID!, $filter: CustomerFilter) {
    customers(business: $business, filter: $filter, first: 20) { nodes { id accountNumber name isWalkIn } }
  }`,
);

export const PLANS_IN_USE = operation(
  "PlansInUse",
  `query PlansInUse($business: ID!) {
    plans(business: $business, filter: { archived: false }, first: 100) {
      nodes { id name frequency every trialDays price { total lines(first: 20) { nodes { description unitPrice } } } }
    }
  }`,
);

export const SUBSCRIBE = operation(
  "CreateBillingSubscription",
  `mutation CreateBillingSubscription($input: CreateBillingSubscriptionInput!) {
    createBillingSubscription(input: $input) { billingSubscription { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
