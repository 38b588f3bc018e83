// What paying another business needs to know, and the asking.

import { operation, PROBLEMS } from "../../client/operation.js";

export const PAYING_BUSINESS = operation(
  "PayingBusiness",
  `query PayingBusiness($business: ID!) {
    payoutBoard(business: $business) { forecasts { till { id name shortcode } way left } }
    accounts(business: $business, first: 100) { nodes { code name } }
    node(id: $business) { ... on Business { id payoutRules { transactionLimit pause { at reason by { name } } } } }
  }`,
);

export const PAY_BUSINESS = operation(
  "PayBusiness",
  `mutation PayBusiness($input: PayBusinessInput!) {
    payBusiness(input: $input) { payout { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
