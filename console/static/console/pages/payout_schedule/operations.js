// The page of one schedule, and what people do with it.

import { operation, PROBLEMS } from "../../client/operation.js";

export const SCHEDULE = operation(
  "PayoutSchedulePage",
  `query PayoutSchedulePage($id: ID!) {
    node(id: $id) {
      ... on PayoutSchedule {
        id name state code text frequency every firstOn lastOn nextOn times done rows amount createdAt
        business { id }
        till { id name shortcode }
        batch { id name }
        payout { id description }
        requestedBy { name }
        approval { id checker { name } maker { name } }
        repetitions(first: 24) { totalCount nodes { dueOn batch { id name state amount pause { reason } states { state count } } } }
      }
    }
  }`,
);

export const PAUSE_SCHEDULE = operation(
  "PausePayoutSchedule",
  `mutation PausePayoutSchedule($input: PausePayoutScheduleInput!) {
    pausePayoutSchedule(input: $input) { payoutSchedule { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const RESUME_SCHEDULE = operation(
  "ResumePayoutSchedule",
  `mutation ResumePayoutSchedule($input: ResumePayoutScheduleInput!) {
    resumePayoutSchedule(input: $input) { payoutSchedule { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const END_SCHEDULE = operation(
  "EndPayoutSchedule",
  `mutation EndPayoutSchedule($input: EndPayoutScheduleInput!) {
    endPayoutSchedule(input: $input) { payoutSchedule { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
