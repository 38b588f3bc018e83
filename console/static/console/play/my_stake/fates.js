// What became of a stake, in a colour.

/** @typedef {NonNullable<Operations["PlayStakes"]["data"]["myStakes"]["nodes"][number]["fate"]>} Fate */

/** @type {Record<Fate, import("../../parts/chip.js").Kind>} */
export const FATES = { WON: "good", LOST: "dim", REFUNDED: "calm" };
