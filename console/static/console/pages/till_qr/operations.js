// Having Safaricom draw a code that the M-Pesa app reads.

import { operation, PROBLEMS } from "../../client/operation.js";

export const TILL_QR = operation(
  "TillQr",
  `mutation TillQr($input: TillQrInput!) {
    tillQr(input: $input) { image amount problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
