// What the page of one entry asks.

import { operation } from "../../client/operation.js";

const OTHER = `fragment OtherEntry on JournalEntry { id number description effectiveOn }`;

export const ENTRY = operation(
  "EntryPage",
  `query EntryPage($id: ID!, $first: Int, $after: String) {
    node(id: $id) {
      ... on JournalEntry {
        id
        number
        kind
        amount
        digest
        numberedAt
        description
        reference
        effectiveOn
        isLate
        occurredAt
        postedAt
        actor { name }
        business { id name }
        reverses { ...OtherEntry }
        reversedBy { ...OtherEntry }
        voucher { id description approval { id } }
        receipt { id number amount }
        invoice { id number }
        lines(first: $first, after: $after) {
          nodes { id account { id code name } debit credit }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
  ${OTHER}`,
);
