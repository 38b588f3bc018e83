// Writing the draft of a market, and handing it to a second person.

import { operation, PROBLEMS } from "../../client/operation.js";

export const DRAFT = operation(
  "MarketDraft",
  `query MarketDraft($id: ID!, $business: ID!) {
    node(id: $id) {
      ... on Market {
        id version state title category description rules source fallback tie postponement timeZone closesAt resolveBy voidAfter
        feeBps leastStake mostStake mode toteTick payoutMode disputeMinutes largePool largeDisputeMinutes
        business { id }
        carriesTo { id }
        outcomes(first: 100) { nodes { name } }
        lint { code field message }
        doubts { code field message }
        picture
      }
    }
    marketRules(business: $business) { feeBps leastStake mostStake disputeMinutes largePool largeDisputeMinutes }
    markets(business: $business, filter: { states: [DRAFT, REVIEW, OPEN, SUSPENDED] }, first: 100) { nodes { id title } }
  }`,
);

export const CREATE_MARKET = operation(
  "CreateMarket",
  `mutation CreateMarket($input: CreateMarketInput!) {
    createMarket(input: $input) { market { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const EDIT_MARKET = operation(
  "EditMarket",
  `mutation EditMarket($input: EditMarketInput!) {
    editMarket(input: $input) { market { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const UPLOAD_PICTURE = operation(
  "UploadMarketPicture",
  `mutation UploadMarketPicture($input: UploadMarketPictureInput!) {
    uploadMarketPicture(input: $input) { path problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const OPEN_MARKET = operation(
  "OpenMarket",
  `mutation OpenMarket($input: OpenMarketInput!) {
    openMarket(input: $input) { approval { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
