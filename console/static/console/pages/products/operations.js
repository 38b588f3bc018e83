// What the list of products asks, and what it adds.

import { operation, PROBLEMS } from "../../client/operation.js";

export const PRODUCTS = operation(
  "Products",
  `query Products($business: ID!, $filter: ProductFilter, $orderBy: ProductOrder, $first: Int, $after: String) {
    products(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id name code price cost isStocked onHand isShort stockWorth archivedAt }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const CREATE_PRODUCT = operation(
  "CreateProduct",
  `mutation CreateProduct($input: CreateProductInput!) {
    createProduct(input: $input) { product { id name } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
