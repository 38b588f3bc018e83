// The page of one billing run.

import { operation } from "../../client/operation.js";

export const RUN = operation(
  "BillingRunPage",
  `query BillingRunPage($id: ID!) {
    node(id: $id) {
      ... on BillingRun {
        id untilOn state due invoices total skipped startedAt endedAt
        business { id }
        startedBy { name }
        skips(first: 100) { totalCount nodes { code periodOn subscription { id customer { accountNumber name } plan { name } } } }
        periods(first: 100) { totalCount nodes { startsOn endsOn invoice { id serialNumber total customer { name accountNumber } } } }
      }
    }
  }`,
);
