// What the page of one statement file asks, and what can be done about it.

import { operation, PROBLEMS } from "../../client/operation.js";

export const FILE = operation(
  "StatementPage",
  `query StatementPage($id: ID!, $withApprovals: Boolean!) {
    node(id: $id) {
      ... on Statement {
        id fileName state account sha256 periodFrom periodTo opening closing rowsTotal rowsDone problems uploadedAt importedAt endedBecause
        held { count amount leftOut reversals takenBack }
        balanceSteps(first: 100) { nodes { account kind fromAt untilAt before after rows paidIn withdrawn receiptNumber says } }
        balanceCompared { takenAt said differsBy }
        business { id }
        bankAccount { code name }
        till { id name shortcode }
      }
    }
    approvals(allMine: true, filter: { subject: $id, states: [PENDING] }, first: 1) @include(if: $withApprovals) {
      nodes { id maker { name } }
    }
  }`,
);

export const ACCEPT = operation(
  "AcceptRestatement",
  `mutation AcceptRestatement($input: AcceptRestatementInput!) {
    acceptRestatement(input: $input) { statement { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const WITHDRAW = operation(
  "WithdrawStatement",
  `mutation WithdrawStatement($input: WithdrawStatementInput!) {
    withdrawStatement(input: $input) { statement { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
