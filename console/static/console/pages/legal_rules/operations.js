// Rules of the law about markets, asking for another, and the taxes of a day.

import { operation, PROBLEMS } from "../../client/operation.js";

export const LEGAL_RULES = operation(
  "LegalRules",
  `query LegalRules($business: ID!, $first: Int, $after: String) {
    node(id: $business) {
      ... on Business {
        legalRules(first: $first, after: $after) {
          totalCount
          nodes { kind value law fromDay setAt approval { id maker { name } checker { name } } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }`,
);

/** Those that somebody has asked for and nobody has answered. */
export const LEGAL_RULES_ASKED = operation(
  "LegalRulesAsked",
  `query LegalRulesAsked($business: ID!) {
    approvals(business: $business, filter: { kinds: ["market.legal_rule"], states: [PENDING] }, first: 10) {
      nodes { id createdAt maker { name isMe } content { path text } }
    }
  }`,
);

export const CHANGE_LEGAL_RULE = operation(
  "ChangeLegalRule",
  `mutation ChangeLegalRule($input: ChangeLegalRuleInput!) {
    changeLegalRule(input: $input) { approval { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REMITTANCE = operation(
  "Remittance",
  `query Remittance($business: ID!, $day: Date!) {
    remittance(business: $business, day: $day) {
      day taxes { tax accountCode entries charged takenBack due byHand booked agrees }
    }
  }`,
);

export const REMITTANCE_FILE = operation(
  "RemittanceFile",
  `query RemittanceFile($business: ID!, $day: Date!) {
    remittanceFile(business: $business, day: $day) { path }
  }`,
);
