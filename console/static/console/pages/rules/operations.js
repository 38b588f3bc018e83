// What the page of the approval rules asks: the rules, what waits to change them, and what changed them.

import { operation, PROBLEMS } from "../../client/operation.js";

export const RULES = operation(
  "ApprovalRules",
  `query ApprovalRules($business: ID!) {
    node(id: $business) { ... on Business { id soloLimit requireTotp } }
    approvals(business: $business, filter: { kinds: ["approval_rules.change"] }, first: 10) {
      nodes { id state createdAt comment maker { name } checker { name } content { path text flag } }
    }
  }`,
);

export const CHANGE_RULES = operation(
  "ChangeRules",
  `mutation ChangeRules($input: ChangeApprovalRulesInput!) {
    changeApprovalRules(input: $input) { approval { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
