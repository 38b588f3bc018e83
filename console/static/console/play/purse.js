// The own wallet, as every page shows it above: read again whenever something may have moved it.

import { signal } from "../vendor/signals.js";
import { useEffect } from "../vendor/preact-hooks.js";
import { useFollow, useGathered, useQuery } from "../client/live.js";
import { PURSE, WALLET_CHANGED } from "./operations.js";
import { here } from "./who.js";

/** @typedef {Operations["PlayPurse"]["data"]["wallets"]["nodes"][number]} Purse */

/** Null while it is not known, or not there. */
export const purse = signal(/** @type {Purse | null} */ (null));
/** Grows by one whenever it may have changed. */
export const moves = signal(0);

export function moved() {
  moves.value += 1;
}

/** Reads it, for the shell. */
export function usePurse() {
  const known = useQuery(PURSE, here.value && { business: here.value.id });
  useEffect(() => {
    if (moves.value) known.again();
  }, [moves.value]);
  useFollow(WALLET_CHANGED, here.value && { business: here.value.id }, useGathered(moved, 500));
  purse.value = known.data?.wallets.nodes[0] ?? null;
  return known;
}
