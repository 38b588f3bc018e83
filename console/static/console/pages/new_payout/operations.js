// What asking for a payout needs to know, and the asking.

import { operation, PROBLEMS } from "../../client/operation.js";

export const NEW_PAYOUT = operation(
  "NewPayout",
  `query NewPayout($business: ID!) {
    payoutBoard(business: $business) { forecasts { till { id name shortcode } way left holdsBy holdsSince } }
    accounts(business: $business, first: 100) { nodes { code name } }
    node(id: $business) { ... on Business { id payoutRules { transactionLimit coolingOffHours pause { at reason by { name } } } } }
  }`,
);

export const CREATE_PAYOUT = operation(
  "CreatePayout",
  `mutation CreatePayout($input: CreatePayoutInput!) {
    createPayout(input: $input) { payout { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
