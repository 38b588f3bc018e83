// What the player's shell asks.

import { operation } from "../client/operation.js";

export const PURSE = operation(
  "PlayPurse",
  `query PlayPurse($business: ID!) {
    wallets(business: $business, onlyOwn: true, first: 1) { nodes { id balance spendable withdrawalsWaiting } }
  }`,
);

export const WALLET_CHANGED = operation(
  "PlayWalletChanged",
  `subscription PlayWalletChanged($business: ID) { walletChanged(business: $business) { number } }`,
);
