// What the journal asks.

import { operation } from "../../client/operation.js";

export const ENTRIES = operation(
  "Entries",
  `query Entries($business: ID!, $filter: JournalEntryFilter, $orderBy: JournalEntryOrder, $first: Int, $after: String) {
    journalEntries(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id number kind amount description reference effectiveOn postedAt actor { name } reversedBy { id } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);
