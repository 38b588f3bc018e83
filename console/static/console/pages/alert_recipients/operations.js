// What the page of who is told of alerts asks, and what is done there.

import { operation, PROBLEMS } from "../../client/operation.js";

const RECIPIENT = `fragment RecipientRow on AlertRecipient {
  id person { name isMe } channel address leastSeverity codes afterMinutes quietFrom quietUntil pierced testedAt
}`;

export const RECIPIENTS = operation(
  "AlertRecipients",
  `query AlertRecipients($business: ID!, $first: Int, $after: String) {
    alertRecipients(business: $business, first: $first, after: $after) {
      totalCount
      nodes { ...RecipientRow }
      pageInfo { hasNextPage endCursor }
    }
  }
  ${RECIPIENT}`,
);

export const STAFF = operation(
  "StaffToTell",
  `query StaffToTell($business: ID!) {
    members(business: $business, first: 100, filter: { roles: [OWNER, ACCOUNTANT, CASHIER, APPROVER, MARKET_OPERATOR, AUDITOR] }) {
      nodes { id role person { name } }
    }
  }`,
);

export const SET = operation(
  "SetAlertRecipient",
  `mutation SetAlertRecipient($input: SetAlertRecipientInput!) {
    setAlertRecipient(input: $input) { alertRecipient { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const SET_QUIET = operation(
  "SetQuietHours",
  `mutation SetQuietHours($input: SetQuietHoursInput!) {
    setQuietHours(input: $input) { alertRecipient { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REMOVE = operation(
  "RemoveAlertRecipient",
  `mutation RemoveAlertRecipient($input: RemoveAlertRecipientInput!) {
    removeAlertRecipient(input: $input) { business { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const TEST = operation(
  "SendTestAlert",
  `mutation SendTestAlert($input: SendTestAlertInput!) {
    sendTestAlert(input: $input) { alertRecipient { id testedAt } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
