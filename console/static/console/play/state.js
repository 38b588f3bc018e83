// How far a market has come, in a word and a colour; since when; and what won.

import { html } from "../vendor/htm-preact.js";
import { Chip } from "../parts/chip.js";
import { Moment } from "../parts/time.js";
import { t } from "./texts.js";

/** @typedef {Operations["PlayMarkets"]["data"]["markets"]["nodes"][number]["state"]} State */

/** @type {Record<State, import("../parts/chip.js").Kind>} */
const KINDS = { DRAFT: "dim", REVIEW: "dim", OPEN: "good", SUSPENDED: "warn", CLOSED: "calm", PROPOSED: "busy", DISPUTED: "warn", APPROVED: "busy", SETTLED: "calm", CORRECTED: "calm", VOID: "dim" };

/** @param {{ state: State }} props */
export function StateOf({ state }) {
  return html`<${Chip} kind=${KINDS[state]}>${t(state)}<//>`;
}

/** Whether it takes stakes, now or perhaps later. @param {State} state */
export function isRunning(state) {
  return state === "OPEN" || state === "SUSPENDED";
}

/** Whether it was closed before the time that was published. @param {{ closesAt: string, closedAt: string | null }} market */
export function closedEarly({ closesAt, closedAt }) {
  return closedAt !== null && Date.parse(closedAt) < Date.parse(closesAt);
}

/** When it closes, or did in fact, or since when it is void.
 * @param {{ market: { state: State, closesAt: string, closedAt: string | null, voidedAt: string | null } }} props */
export function Closing({ market }) {
  const { state, closesAt, closedAt, voidedAt } = market;
  if (voidedAt) return html`<span>${t("voidSince")} <${Moment} at=${voidedAt} /></span>`;
  if (isRunning(state)) return html`<span>${t("closes")} <${Moment} at=${closesAt} /></span>`;
  return html`<span>${t(closedEarly(market) ? "closedEarly" : "closed")} <${Moment} at=${closedAt ?? closesAt} /></span>`;
}

/** The outcomes by which a market was paid, each with its part; none before, and where everybody has their stake back.
 * @param {{ result: { parts: { nodes: readonly { bps: number, outcome: { id: string } }[] } } | null }} market */
export function wonParts({ result }) {
  return new Map(result?.parts.nodes.map(({ bps, outcome }) => [outcome.id, bps]));
}
