// How much a player lets themselves stake, and a break from it.

import { operation, PROBLEMS } from "../../client/operation.js";

export const MY_STAKING = operation(
  "PlayLimits",
  `query PlayLimits($business: ID!) {
    myStaking(business: $business) {
      limits { period startsAt amount staked left }
      coming { period amount fromAt }
      exclusion { fromAt untilAt }
    }
  }`,
);

export const SET_LIMIT = operation(
  "SetStakeLimit",
  `mutation SetStakeLimit($input: SetStakeLimitInput!) {
    setStakeLimit(input: $input) { stakeLimit { period amount fromAt } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const EXCLUDE_SELF = operation(
  "ExcludeSelf",
  `mutation ExcludeSelf($input: ExcludeSelfInput!) {
    excludeSelf(input: $input) { exclusion { untilAt } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
