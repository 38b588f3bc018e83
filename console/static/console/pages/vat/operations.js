// What the VAT return asks.

import { operation } from "../../client/operation.js";

export const VAT = operation(
  "VatPage",
  `query VatPage($business: ID!, $month: Date!) {
    vatReturn(business: $business, month: $month) {
      standardSales
      zeroRatedSales
      exemptSales
      outputVat
      otherOutput
      standardPurchases
      zeroRatedPurchases
      exemptPurchases
      inputVat
      otherInput
      withheldVat
      payable
      broughtForward
      settled
      owed
    }
  }`,
);
