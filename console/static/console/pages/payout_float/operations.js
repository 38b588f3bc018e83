// Float against forecast, limits and the kill switch of one business.

import { operation, PROBLEMS } from "../../client/operation.js";

export const PAYOUT_FLOAT = operation(
  "PayoutFloat",
  `query PayoutFloat($business: ID!) {
    payoutBoard(business: $business) {
      forecasts {
        till { id name shortcode payoutLine { stoppedAt stoppedCode shortSince } businessPayoutLine { stoppedAt stoppedCode shortSince } }
        way holds holdsBy holdsSince fees buffer left
        onTheWay { count amount }
        waiting { count amount }
        held { count amount }
      }
    }
    node(id: $business) {
      ... on Business { id name payoutRules { transactionLimit payeeDayLimit dayLimit batchLimit withdrawalLimit coolingOffHours floatBuffer tellsReceivers pause { at reason by { name } } } }
    }
  }`,
);

export const PAUSE_PAYOUTS = operation(
  "PausePayouts",
  `mutation PausePayouts($input: PausePayoutsInput!) {
    pausePayouts(input: $input) { business { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const RESUME_PAYOUTS = operation(
  "ResumePayouts",
  `mutation ResumePayouts($input: ResumePayoutsInput!) {
    resumePayouts(input: $input) { business { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const RESUME_LINE = operation(
  "ResumePayoutLine",
  `mutation ResumePayoutLine($input: ResumePayoutLineInput!) {
    resumePayoutLine(input: $input) { till { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const SET_LIMITS = operation(
  "SetPayoutLimits",
  `mutation SetPayoutLimits($input: SetPayoutLimitsInput!) {
    setPayoutLimits(input: $input) { business { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
