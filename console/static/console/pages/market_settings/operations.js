// What new markets begin with, and the licences of a business.

import { operation, PROBLEMS } from "../../client/operation.js";

export const MARKET_SETTINGS = operation(
  "MarketSettings",
  `query MarketSettings($business: ID!, $first: Int, $after: String) {
    marketRules(business: $business) { feeBps leastStake mostStake disputeMinutes largePool largeDisputeMinutes playMoney takesMoney needsLicence licence { number lastOn } }
    licences(business: $business, first: $first, after: $after) {
      totalCount
      nodes { id number firstOn lastOn enteredAt enteredBy { name } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const SET_MARKET_RULES = operation(
  "SetMarketRules",
  `mutation SetMarketRules($input: SetMarketRulesInput!) {
    setMarketRules(input: $input) { marketRules { feeBps } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const ENTER_LICENCE = operation(
  "EnterLicence",
  `mutation EnterLicence($input: EnterLicenceInput!) {
    enterLicence(input: $input) { licence { number } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
