// What is withheld when players withdraw, and asking for another rate.

import { operation, PROBLEMS } from "../../client/operation.js";

export const WITHHOLDINGS = operation(
  "Withholdings",
  `query Withholdings($business: ID!, $first: Int, $after: String) {
    node(id: $business) {
      ... on Business {
        withholdings(first: $first, after: $after) {
          totalCount
          nodes { name basisPoints fromDay setAt approval { id maker { name } checker { name } } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }`,
);

export const CHANGE_WITHHOLDING = operation(
  "ChangeWithholding",
  `mutation ChangeWithholding($input: ChangeWithholdingInput!) {
    changeWithholding(input: $input) { approval { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
