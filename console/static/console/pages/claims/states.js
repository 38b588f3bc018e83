// How a claim stands, in words and colours.

import { t } from "./texts.js";

/** @typedef {Fragments["ClaimRow"]} Claim */

/** @type {Record<Claim["state"], import("../../parts/chip.js").Kind>} */
const KINDS = { WAITING: "warn", ASKING: "busy", ASKED: "busy", BOOKED: "good", ANSWERED: "bad", FAILED: "bad", UNANSWERED: "warn" };

export const STATES = /** @type {Claim["state"][]} */ (Object.keys(KINDS));

/** @param {Claim} claim @returns {{ kind: import("../../parts/chip.js").Kind, text: string, says: string }} */
export function claimShown({ state, verdict }) {
  const says = state === "ANSWERED" && verdict ? t(`${verdict}_SAYS`) : t(`${state}_SAYS`);
  return { kind: KINDS[state], text: t(state), says };
}
