// How far a market has come, in a word and a colour.

import { html } from "../../vendor/htm-preact.js";
import { Chip } from "../../parts/chip.js";
import { t } from "./texts.js";

/** @typedef {Operations["Markets"]["data"]["markets"]["nodes"][number]["state"]} MarketState */

/** @type {Record<MarketState, import("../../parts/chip.js").Kind>} */
const KINDS = {
  DRAFT: "dim", REVIEW: "warn", OPEN: "good", SUSPENDED: "warn", CLOSED: "busy", PROPOSED: "busy", DISPUTED: "bad", APPROVED: "busy", SETTLED: "calm", CORRECTED: "calm", VOID: "dim",
};

export const STATES = /** @type {MarketState[]} */ (Object.keys(KINDS));

/** Without a result although there should be one. @type {readonly MarketState[]} */
const WITHOUT_RESULT = ["OPEN", "SUSPENDED", "CLOSED"];

/** @param {{ state: MarketState, resolveBy: string }} market */
export const isOverdue = ({ state, resolveBy }) => WITHOUT_RESULT.includes(state) && Date.parse(resolveBy) <= Date.now();

/** @param {{ market: { state: MarketState, resolveBy: string } }} props */
export function State({ market }) {
  return html`<${Chip} kind=${KINDS[market.state]}>${t(market.state)}<//>${isOverdue(market) ? html` <${Chip} kind="bad">${t("overdue")}<//>` : null}`;
}
