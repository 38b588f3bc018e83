// What the page of one account asks.

import { operation } from "../../client/operation.js";

export const ACCOUNT = operation(
  "LedgerAccount",
  `query LedgerAccount($id: ID!, $from: Date, $to: Date, $first: Int, $after: String) {
    node(id: $id) {
      ... on Account {
        id
        code
        name
        kind
        business { id name }
        parent { id code name }
        children(first: 100) { nodes { id code name balance(day: $to) } pageInfo { hasNextPage } }
        statement(fromDay: $from, toDay: $to) {
          opening
          debit
          credit
          closing
          lines(first: $first, after: $after) {
            totalCount
            nodes { debit credit balance entry { id number effectiveOn kind description reference } }
            pageInfo { hasNextPage endCursor }
          }
        }
      }
    }
  }`,
);
