// What the till page asks, and what it does.

import { operation, PROBLEMS } from "../../client/operation.js";

export const COUNTER = operation(
  "Counter",
  `query Counter($business: ID!) {
    registers(business: $business, first: 100) { nodes { id name till { id name shortcode kind } } }
    shifts(business: $business, filter: { mine: true, states: [OPEN] }, first: 1) {
      nodes { id number openedAt openingFloat register { id name till { id name shortcode kind } } }
    }
  }`,
);

export const CATALOGUE = operation(
  "Catalogue",
  `query Catalogue($business: ID!, $text: String) {
    products(business: $business, filter: { archived: false, text: $text }, first: 60) {
      nodes { id name code price isStocked onHand isShort }
    }
  }`,
);

export const OPEN_SHIFT = operation(
  "OpenShift",
  `mutation OpenShift($input: OpenShiftInput!) { openShift(input: $input) { shift { id } problems { ...Problems } } }
  ${PROBLEMS}`,
);

export const MOVE_CASH = operation(
  "MoveCash",
  `mutation MoveCash($input: MoveCashInput!) { moveCash(input: $input) { drawerMove { amount } problems { ...Problems } } }
  ${PROBLEMS}`,
);

export const RING_UP = operation(
  "RingUpSale",
  `mutation RingUpSale($input: RingUpSaleInput!) {
    ringUpSale(input: $input) { sale { id invoice { id number total due state } } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const TAKE_CASH = operation(
  "TakeCash",
  `mutation TakeCash($input: TakeCashInput!) {
    takeCash(input: $input) { drawerMove { amount tendered change } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const ABANDON_SALE = operation(
  "AbandonSale",
  `mutation AbandonSale($input: AbandonSaleInput!) { abandonSale(input: $input) { sale { id } problems { ...Problems } } }
  ${PROBLEMS}`,
);

export const CLAIM_FOR_SALE = operation(
  "ClaimForSale",
  `mutation ClaimForSale($input: ClaimForSaleInput!) { claimForSale(input: $input) { sale { id } problems { ...Problems } } }
  ${PROBLEMS}`,
);

export const REFUND_SALE = operation(
  "RefundSale",
  `mutation RefundSale($input: RefundSaleInput!) {
    refundSale(input: $input) { saleRefund { creditNote total cash } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const TELL_SALE = operation(
  "TellSale",
  `mutation TellSale($input: TellSaleInput!) { tellSale(input: $input) { sale { id } problems { ...Problems } } }
  ${PROBLEMS}`,
);

export const ASK_PHONE = operation(
  "AskForSale",
  `mutation AskForSale($input: RequestPaymentInput!) {
    requestPayment(input: $input) { paymentRequest { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const ASKED = operation(
  "AskedForSale",
  `query AskedForSale($id: ID!) { node(id: $id) { ... on PaymentRequest { id state outcome message { en sw } } } }`,
);

export const ASKED_CHANGED = operation(
  "AskedForSaleChanged",
  `subscription AskedForSaleChanged($request: ID!) { paymentRequestChanged(id: $request) { number } }`,
);

export const SALE = operation(
  "SaleAtTill",
  `query SaleAtTill($id: ID!) { node(id: $id) { ... on Sale {
    id at onAccount
    invoice { id number serialNumber state total due lines(first: 100) { nodes { description quantity unitPrice amount } } }
    refunds(first: 20) { nodes { creditNote total cash mpesa reason } }
  } } }`,
);

export const SALE_CHANGED = operation(
  "SaleChanged",
  `subscription SaleChanged($invoice: ID!) { invoiceChanged(id: $invoice) { number } }`,
);

export const CLAIMABLE = operation(
  "ClaimableReceipts",
  `query ClaimableReceipts($sale: ID!, $shift: ID!) {
    claimableReceipts(sale: $sale, shift: $shift) { id number amount phone occurredAt }
  }`,
);

export const SALES = operation(
  "SalesOfShift",
  `query SalesOfShift($business: ID!, $filter: SaleFilter, $first: Int, $after: String) {
    sales(business: $business, filter: $filter, first: $first, after: $after) {
      totalCount
      nodes { id at onAccount invoice { id number serialNumber state total due } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const CLOSE_SHIFT = operation(
  "CloseShift",
  `mutation CloseShift($input: CloseShiftInput!) { closeShift(input: $input) { shift { id } problems { ...Problems } } }
  ${PROBLEMS}`,
);

export const PRODUCTS_CHANGED = operation(
  "ProductsChanged",
  `subscription ProductsChanged($business: ID!) { productChanged(business: $business) { number } }`,
);

export const FIND_CUSTOMER = operation(
  "FindCustomerAtTill",
  `query FindCustomerAtTill($business: ID!, $text: String) {
    customers(business: $business, filter: { text: $text }, first: 5) { nodes { id accountNumber name } }
  }`,
);
