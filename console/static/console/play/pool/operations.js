// One market as its players see it, staking on it, and saying that its result is wrong.

import { operation, PROBLEMS } from "../../client/operation.js";

export const MARKET = operation(
  "PlayMarket",
  `query PlayMarket($id: ID!, $business: ID!) {
    myStaking(business: $business) { barredBy exclusion { untilAt } }
    node(id: $id) {
      ... on Market {
        id title category description state rules source fallback tie postponement timeZone
        closesAt resolveBy voidAfter feeBps leastStake mostStake mode toteTick payoutMode
        disputeMinutes largePool largeDisputeMinutes disputesUntil termsDigest pool stakeCount picture
        carriesTo { id title }
        outcomes(first: 50) { nodes { id position name pool impliedBps perHundred scratchedAt } }
        clarifications(first: 20) { nodes { at text } }
        proposals(first: 1) { nodes { number evidence evidenceDigest observedAt effectiveClose proposedAt parts(first: 10) { nodes { bps outcome { id name } } } } }
        disputes(first: 5) { nodes { id state reason answer at } }
        stakes(first: 10) { totalCount nodes { id number amount acceptedAt outcome { name } } }
      }
    }
  }`,
);

export const POOL_HISTORY = operation(
  "PlayPoolHistory",
  `query PlayPoolHistory($id: ID!) { node(id: $id) { ... on Market { id poolHistory(points: 40) { at pool byOutcome } } } }`,
);

export const MARKET_CHANGED = operation(
  "PlayMarketChanged",
  `subscription PlayMarketChanged($id: ID!) { marketChanged(id: $id) { number } }`,
);

export const PLACE_STAKE = operation(
  "PlaceStake",
  `mutation PlaceStake($input: PlaceStakeInput!) {
    placeStake(input: $input) { stake { id number amount } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const DISPUTE = operation(
  "DisputeResolution",
  `mutation DisputeResolution($input: DisputeResolutionInput!) {
    disputeResolution(input: $input) { dispute { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
