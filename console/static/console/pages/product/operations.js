// What the page of one product asks, and what can be done with it.

import { operation, PROBLEMS } from "../../client/operation.js";

export const PRODUCT = operation(
  "ProductPage",
  `query ProductPage($id: ID!) { node(id: $id) { ... on Product {
    id name code price cost incomeAccount vatCode isStocked onHand isShort stockWorth createdAt archivedAt
    moves(first: 50) { totalCount nodes { kind quantity worth onHand stockWorth note at by { name } } }
  } } }`,
);

export const EDIT_PRODUCT = operation(
  "EditProduct",
  `mutation EditProduct($input: EditProductInput!) {
    editProduct(input: $input) { product { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const ARCHIVE_PRODUCT = operation(
  "ArchiveProduct",
  `mutation ArchiveProduct($input: ArchiveProductInput!) {
    archiveProduct(input: $input) { product { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const RECEIVE_STOCK = operation(
  "ReceiveStock",
  `mutation ReceiveStock($input: ReceiveStockInput!) {
    receiveStock(input: $input) { stockMove { onHand } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const COUNT_STOCK = operation(
  "CountStock",
  `mutation CountStock($input: CountStockInput!) {
    countStock(input: $input) { stockMove { quantity } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const PRODUCT_CHANGED = operation(
  "ProductChanged",
  `subscription ProductChanged($product: ID!) {
    productChanged(id: $product) { number }
  }`,
);
