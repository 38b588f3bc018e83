// Where the money of a receipt is, and how it was reported, in words and colours.

import { t } from "./texts.js";

/** @typedef {import("../../parts/chip.js").Kind} Kind */

/** @type {Record<string, Kind>} */
const KINDS = { DUE: "busy", ROUTED: "good", PLACED: "good", SUSPENSE: "warn", HELD: "warn", REVERSED: "bad" };

export const ROUTES = /** @type {const} */ (["ROUTED", "SUSPENSE", "HELD", "PLACED", "REVERSED", "DUE"]);
export const CHANNELS = /** @type {const} */ (["STK", "C2B", "PULL", "STATUS", "STATEMENT"]);

/** @param {string | null | undefined} state @returns {{ kind: Kind, text: string }} */
export function routeShown(state) {
  const known = ROUTES.find((each) => each === state) ?? "DUE";
  return { kind: KINDS[known] ?? "busy", text: t(known) };
}

/** @param {string} channel */
export function channelShown(channel) {
  const known = CHANNELS.find((each) => each === channel);
  return known ? t(known) : channel;
}
