// One market as its players see it, staking on it, and saying that its result is wrong.

import { operation, PROBLEMS } from "../../client/operation.js";

export const MARKET = operation(
  "PlayMarket",
  `query PlayMarket($id: ID!, $business: ID!) {
    myStaking(business: $business) { barredBy exclusion { untilAt } }
    node(id: $id) {
      ... on Market {
        id title category description state rules source fallback tie postponement timeZone
        closesAt closedAt voidedAt voidReason correctionReason resolveBy voidAfter feeBps leastStake mostStake mode toteTick payoutMode
        disputeMinutes largePool largeDisputeMinutes disputesUntil termsDigest pool stakeCount picture
        carriesTo { id title }
        outcomes(first: 50) { nodes { id position name pool impliedBps perHundred scratchedAt } }
        clarifications(first: 20) { nodes { at text } }
        result { ...Said }
        proposals(first: 1) { nodes { ...Said } }
        disputes(first: 5) { nodes { id state reason answer at answeredAt } }
        stakes(first: 10) { totalCount nodes { id number amount acceptedAt fate pays outcome { name } } }
        certificate { digest }
      }
    }
  }
  fragment Said on MarketProposal { number evidence observedAt effectiveClose parts(first: 50) { nodes { bps outcome { id name } } } }`,
);

export const CERTIFICATE = operation(
  "PlayCertificate",
  `query PlayCertificate($id: ID!) { node(id: $id) { ... on Market { id certificate { address } } } }`,
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
