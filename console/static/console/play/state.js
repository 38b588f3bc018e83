// How far a market has come, in a word and a colour.

import { html } from "../vendor/htm-preact.js";
import { Chip } from "../parts/chip.js";
import { t } from "./texts.js";

/** @typedef {Operations["PlayMarkets"]["data"]["markets"]["nodes"][number]["state"]} State */

/** @type {Record<State, import("../parts/chip.js").Kind>} */
const KINDS = { DRAFT: "dim", REVIEW: "dim", OPEN: "good", SUSPENDED: "warn", CLOSED: "calm", PROPOSED: "busy", DISPUTED: "warn", APPROVED: "busy", SETTLED: "calm", CORRECTED: "calm", VOID: "dim" };

/** @param {{ state: State }} props */
export function StateOf({ state }) {
  return html`<${Chip} kind=${KINDS[state]}>${t(state)}<//>`;
}
