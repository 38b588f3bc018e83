// One stake of a player's own.

import { operation } from "../../client/operation.js";

export const STAKE = operation(
  "PlayStake",
  `query PlayStake($id: ID!) {
    node(id: $id) {
      ... on Stake { id number amount acceptedAt fate pays proof outcome { name } market { id title state voidedAt voidReason certificate { digest } } }
    }
  }`,
);
