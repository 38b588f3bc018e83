// What customers are told, by which rules, and what was.

import { operation, PROBLEMS } from "../../client/operation.js";

const ROW = `fragment NoticeRow on CustomerNotice {
  id kind action state code createdAt
  customer { id name accountNumber }
  invoice { id number serialNumber }
  rule { days }
  request { id }
}`;

export const REMINDERS = operation(
  "Reminders",
  `query Reminders($business: ID!) {
    reminderSettings(business: $business) { tellsIssued tellsPaid reminds quietFrom quietUntil till { id name shortcode } }
    dunningRules(business: $business, orderBy: { field: DAYS }, first: 100) { nodes { id days action } }
  }`,
);

export const NOTICES = operation(
  "CustomerNotices",
  `query CustomerNotices($business: ID!, $filter: CustomerNoticeFilter, $first: Int, $after: String) {
    customerNotices(business: $business, filter: $filter, first: $first, after: $after) {
      totalCount
      nodes { ...NoticeRow }
      pageInfo { hasNextPage endCursor }
    }
  }
  ${ROW}`,
);

export const CUSTOMER_CONTACT = operation(
  "CustomerContact",
  `query CustomerContact($customer: ID!) {
    node(id: $customer) {
      ... on Customer { id contactPreference { byEmail optedOut language } notices(first: 5) { nodes { ...NoticeRow } } }
    }
  }
  ${ROW}`,
);

export const SET_CONTACT = operation(
  "SetContactPreference",
  `mutation SetContactPreference($input: SetContactPreferenceInput!) {
    setContactPreference(input: $input) { contactPreference { optedOut } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const SET_REMINDERS = operation(
  "SetReminders",
  `mutation SetReminders($input: SetRemindersInput!) {
    setReminders(input: $input) { reminderSettings { reminds } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const ADD_RULE = operation(
  "AddDunningRule",
  `mutation AddDunningRule($input: AddDunningRuleInput!) {
    addDunningRule(input: $input) { dunningRule { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REMOVE_RULE = operation(
  "RemoveDunningRule",
  `mutation RemoveDunningRule($input: RemoveDunningRuleInput!) {
    removeDunningRule(input: $input) { dunningRule { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
