// Moving own money: by an order to Safaricom, or in its portal, which is then recorded.

import { operation, PROBLEMS } from "../../client/operation.js";

export const OWN_MONEY = operation(
  "OwnMoney",
  `query OwnMoney($business: ID!, $filter: PortalMoveFilter, $first: Int, $after: String) {
    portalMoves(business: $business, filter: $filter, first: $first, after: $after) {
      totalCount
      nodes { id source target bankAccountCode amount day note state receiptNumber leftAt arrivedAt till { id name } recordedBy { name } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const OWN_TILLS = operation(
  "OwnTills",
  `query OwnTills($business: ID!) {
    payoutBoard(business: $business) { forecasts { till { id name shortcode } way } }
    tills(business: $business, first: 100) { nodes { id name shortcode } }
    accounts(business: $business, first: 100) { nodes { id code name } }
  }`,
);

export const MOVE_FLOAT = operation(
  "MoveFloat",
  `mutation MoveFloat($input: MoveFloatInput!) {
    moveFloat(input: $input) { payout { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const RECORD_MOVE = operation(
  "RecordPortalMove",
  `mutation RecordPortalMove($input: RecordPortalMoveInput!) {
    recordPortalMove(input: $input) { move { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const CANCEL_MOVE = operation(
  "CancelPortalMove",
  `mutation CancelPortalMove($input: CancelPortalMoveInput!) {
    cancelPortalMove(input: $input) { move { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
