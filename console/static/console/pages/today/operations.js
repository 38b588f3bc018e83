// What Today asks.

import { operation, PROBLEMS } from "../../client/operation.js";

const RECEIPT = `fragment TodayReceipt on Receipt {
  id
  number
  amount
  occurredAt
  accountReference
  phone
  route { state owner }
  evidence(first: 5) { nodes { channel agrees } }
}`;

const REQUEST = `fragment TodayRequest on PaymentRequest {
  id
  amount
  accountReference
  phone
  state
  flagged
  message { en sw }
  answerAt
  createdAt
  receipt { id number }
}`;

const FIGURE = `fragment TodayFigure on Figure { count amount }`;

export const TODAY = operation(
  "Today",
  `query Today($business: ID!) {
    today(business: $business) {
      day
      at
      received { ...TodayFigure }
      yesterdayByNow { ...TodayFigure }
      waiting { ...TodayFigure }
      inSuspense { ...TodayFigure }
      hours { hour today { amount } yesterday { amount } }
    }
    receipts(business: $business, first: 12) { nodes { ...TodayReceipt } }
    paymentRequests(business: $business, first: 8) { nodes { ...TodayRequest } }
    tills(business: $business, first: 100) { nodes { id name kind shortcode deactivatedAt pause { at reason by { name } } } }
    node(id: $business) { ... on Business { id requestRules { pause { at reason by { name } } } } }
  }
  ${FIGURE}
  ${RECEIPT}
  ${REQUEST}`,
);

export const OPEN_BILLS = operation(
  "OpenBills",
  `query OpenBills($business: ID!) {
    invoices(business: $business, filter: { states: [UNPAID, PARTIALLY_PAID] }, first: 50) {
      nodes { id number due customer { id name } }
    }
  }`,
);

export const REQUEST_PAYMENT = operation(
  "AskForPayment",
  `mutation AskForPayment($input: RequestPaymentInput!) {
    requestPayment(input: $input) { paymentRequest { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
