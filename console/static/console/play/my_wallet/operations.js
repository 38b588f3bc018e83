// A player's own wallet, and taking money out of it.

import { operation, PROBLEMS } from "../../client/operation.js";

export const WALLET = operation(
  "PlayWallet",
  `query PlayWallet($business: ID!) {
    wallets(business: $business, onlyOwn: true, first: 1) {
      nodes {
        id balance spendable withdrawalsWaiting
        topUp { paybill accountNumber }
        deposits(first: 5) { nodes { id amount state phone createdAt receiptNumber message { en sw } stakeAmount stakeState problem { code message } outcome { name market { id title } } } }
        withdrawals(first: 10) { totalCount nodes { id amount tax residue state text createdAt settledAt } }
      }
    }
    myStaking(business: $business) { exclusion { untilAt } }
  }`,
);

export const MOVEMENTS = operation(
  "PlayMovements",
  `query PlayMovements($wallet: ID!, $first: Int, $after: String) {
    node(id: $wallet) {
      ... on Wallet { movements(first: $first, after: $after) { totalCount nodes { occurredAt kind description amount balance receiptNumber whileExcluded market { id title } } pageInfo { hasNextPage endCursor } } }
    }
  }`,
);

export const ORIGINS = operation(
  "PlayOrigins",
  `query PlayOrigins($wallet: ID!) {
    node(id: $wallet) { ... on Wallet { origins(first: 50) { nodes { amount occurredAt reference receiptNumber } } } }
  }`,
);

export const WITHDRAW = operation(
  "PlayWithdraw",
  `mutation PlayWithdraw($input: RequestWithdrawalInput!) {
    requestWithdrawal(input: $input) { withdrawal { amount tax residue state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const TAKE_BACK = operation(
  "PlayTakeBack",
  `mutation PlayTakeBack($input: CancelWithdrawalInput!) {
    cancelWithdrawal(input: $input) { withdrawal { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const DEPOSIT_FOR = operation(
  "PlayDepositFor",
  `query PlayDepositFor($wallet: ID!, $amount: Money!) {
    node(id: $wallet) { ... on Wallet { depositFor(amount: $amount) { amount excise } } }
  }`,
);

export const DEPOSIT = operation(
  "PlayDeposit",
  `mutation PlayDeposit($input: DepositToWalletInput!) {
    depositToWallet(input: $input) { request { id state amount } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
