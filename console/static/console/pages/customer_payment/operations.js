// Payments by hand: written down, and taken back.

import { operation, PROBLEMS } from "../../client/operation.js";

export const RECORD_PAYMENT = operation(
  "RecordPayment",
  `mutation RecordPayment($input: RecordPaymentInput!) {
    recordPayment(input: $input) { customerPayment { id allocated left } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const TAKE_BACK_PAYMENT = operation(
  "TakeBackPayment",
  `mutation TakeBackPayment($input: TakeBackPaymentInput!) {
    takeBackPayment(input: $input) { customerPayment { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
