// Who the player is to the business.

import { operation } from "../../client/operation.js";

export const MINE = operation(
  "PlayMe",
  `query PlayMe($business: ID!) {
    me { displayName phone }
    myKycTier(business: $business) { code name transactionLimit dailyLimit balanceLimit }
  }`,
);
