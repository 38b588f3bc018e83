// The page of one subscription, and what people do with it.

import { operation, PROBLEMS } from "../../client/operation.js";

export const SUBSCRIPTION = operation(
  "BillingSubscriptionPage",
  `query BillingSubscriptionPage($id: ID!) {
    node(id: $id) {
      ... on BillingSubscription {
        id state startsOn billedFrom nextOn endsOn reason quantity amount anchorOn createdAt
        business { id }
        customer { id accountNumber name }
        plan { id name frequency every archivedAt price { total } }
        next { refusal bill { startsOn endsOn days wholeDays net vat total dueOn } }
        periods(first: 36) { totalCount nodes { number startsOn endsOn days wholeDays invoice { id serialNumber state total due dueOn } } }
        skips(first: 5) { nodes { at code periodOn } }
      }
    }
  }`,
);

export const CHANGE = operation(
  "SubscriptionChange",
  `query SubscriptionChange($subscription: ID!, $plan: ID, $quantity: Decimal, $amount: Money, $planPrice: Boolean!, $when: ChangeWhen!) {
    node(id: $subscription) {
      ... on BillingSubscription {
        change(plan: $plan, quantity: $quantity, amount: $amount, planPrice: $planPrice, when: $when) {
          fromOn givenBack bill { startsOn endsOn days wholeDays total }
        }
      }
    }
  }`,
);

export const PAUSE = operation(
  "PauseBillingSubscription",
  `mutation PauseBillingSubscription($input: PauseBillingSubscriptionInput!) {
    pauseBillingSubscription(input: $input) { billingSubscription { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const RESUME = operation(
  "ResumeBillingSubscription",
  `mutation ResumeBillingSubscription($input: ResumeBillingSubscriptionInput!) {
    resumeBillingSubscription(input: $input) { billingSubscription { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const CANCEL = operation(
  "CancelBillingSubscription",
  `mutation CancelBillingSubscription($input: CancelBillingSubscriptionInput!) {
    cancelBillingSubscription(input: $input) { billingSubscription { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const CHANGE_SUBSCRIPTION = operation(
  "ChangeBillingSubscription",
  `mutation ChangeBillingSubscription($input: ChangeBillingSubscriptionInput!) {
    changeBillingSubscription(input: $input) { billingSubscription { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
