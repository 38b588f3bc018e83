// A player's own wallet, and taking money out of it.

import { operation, PROBLEMS } from "../../client/operation.js";

export const WALLET = operation(
  "MyWallet",
  `query MyWallet($business: ID!) {
    wallets(business: $business, onlyOwn: true, first: 1) {
      nodes {
        id balance
        withdrawals(first: 20) { totalCount nodes { amount tax residue state text createdAt settledAt } }
      }
    }
  }`,
);

export const WITHDRAW = operation(
  "RequestWithdrawal",
  `mutation RequestWithdrawal($input: RequestWithdrawalInput!) {
    requestWithdrawal(input: $input) { withdrawal { amount tax residue state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
