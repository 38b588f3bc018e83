// What the page of Safaricom's charges asks, and setting a tariff.

import { operation, PROBLEMS } from "../../client/operation.js";

export const TARIFFS = operation(
  "Tariffs",
  `query Tariffs($business: ID!) {
    chargeTariffs(business: $business) { tariffs(limit: 100) { kind fromDay isInForce setAt setBy { name } bands { upTo fee } } }
  }`,
);

export const SET_TARIFF = operation(
  "SetTariff",
  `mutation SetTariff($input: SetTariffInput!) {
    setTariff(input: $input) { chargeTariffs { business { id } } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
