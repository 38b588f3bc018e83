// What became of bills at KRA.

import { FISCAL, operation } from "../../client/operation.js";

export const FISCAL_DOCUMENTS = operation(
  "FiscalDocuments",
  `query FiscalDocuments($business: ID!, $filter: FiscalDocumentFilter, $first: Int, $after: String) {
    fiscalDocuments(business: $business, filter: $filter, first: $first, after: $after) {
      totalCount
      nodes { ...FiscalFields createdAt invoice { id number total } creditNote { id number total } }
      pageInfo { hasNextPage endCursor }
    }
    node(id: $business) { ... on Business { etimsConnected } }
  }
  ${FISCAL}`,
);
