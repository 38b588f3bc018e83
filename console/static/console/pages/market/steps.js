// What may be done with a market as it stands, and of what comes later why it cannot be done yet.

import { timeShown } from "../../client/clock.js";
import { isOverdue } from "../markets/states.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Market} Market */
/** @typedef {import("./page.js").Asked} Asked */
/** @typedef {import("../markets/states.js").MarketState} State */
/** @typedef {"EDIT" | "HAND" | "SUSPEND" | "RESUME" | "CLOSE" | "PROPOSE" | "AMEND" | "DISPUTE" | "SETTLE" | "CORRECT" | "CLARIFY" | "SCRATCH" | "VOID"} Verb */
/** `why`: why it cannot be done yet. @typedef {{ verb: Verb, why?: string }} Step */

/** While it is told what the rules mean, or which outcome does not run. @type {readonly State[]} */
const RUNNING = ["OPEN", "SUSPENDED", "CLOSED", "PROPOSED", "DISPUTED"];

/** @type {Record<Verb, readonly State[]>} */
const POSSIBLE = {
  EDIT: ["DRAFT"], HAND: ["DRAFT"], SUSPEND: ["OPEN"], RESUME: ["SUSPENDED"], CLOSE: ["OPEN", "SUSPENDED"],
  PROPOSE: ["CLOSED"], AMEND: ["PROPOSED", "DISPUTED"], DISPUTE: ["PROPOSED", "DISPUTED"], SETTLE: ["PROPOSED"], CORRECT: ["SETTLED", "CORRECTED"],
  CLARIFY: RUNNING, SCRATCH: RUNNING, VOID: ["DRAFT", "REVIEW", ...RUNNING, "APPROVED"],
};

/** What asks for other people's money is asked once: while a request waits no other is made. @type {readonly Verb[]} */
const ASKED = ["SETTLE", "CORRECT", "VOID"];

/** What a state leads to, first. @type {Partial<Record<State, Verb>>} */
const MAIN = { DRAFT: "HAND", SUSPENDED: "RESUME", CLOSED: "PROPOSE", PROPOSED: "SETTLE", DISPUTED: "AMEND" };

/** @param {Market} market @param {readonly Asked[]} waiting requests about it that wait for another person */
export function stepsOf(market, waiting) {
  const may = /** @type {Verb[]} */ (Object.keys(POSSIBLE)).filter((verb) => POSSIBLE[verb].includes(market.state));
  const steps = may.map((verb) => ({ verb, why: whyNot(market, verb, waiting) }));
  return { steps, later: laterOf(market), main: MAIN[market.state] };
}

/** @param {Market} market @param {Verb} verb @param {readonly Asked[]} waiting @returns {string | undefined} */
function whyNot(market, verb, waiting) {
  if (verb === "RESUME" && waiting.some(({ kind }) => kind === "market.void")) return t("whyVoiding");
  if (waiting.length && ASKED.includes(verb)) return t("whyWaits");
  if (verb === "HAND" && market.lint?.length) return t(market.lint.length === 1 ? "whyOneMissing" : "whyMissing", { count: market.lint.length });
  if (verb === "SCRATCH" && running(market).length < 1) return t("whyNoneRuns");
  if (verb === "DISPUTE" && isUndisputed(market)) return t("whyOver");
  if (verb === "SETTLE" && !isUndisputed(market)) return t("whyUntil", { at: market.disputesUntil ? timeShown(market.disputesUntil) : "–" });
  return undefined;
}

/** What comes only in another state, with what has to be done before. @param {Market} market @returns {Step[]} */
function laterOf({ state, closesAt, disputes }) {
  const propose = { verb: /** @type {Verb} */ ("PROPOSE"), why: t("whyOpen", { at: timeShown(closesAt) }) };
  const settle = (/** @type {string} */ why) => ({ verb: /** @type {Verb} */ ("SETTLE"), why });
  if (state === "OPEN" || state === "SUSPENDED") return [propose, settle(t("whyNoResult"))];
  if (state === "CLOSED") return [settle(t("whyNoResult"))];
  if (state === "DISPUTED") return [settle(t("whyDisputed", { count: disputes.nodes.filter((each) => each.state === "OPEN").length }))];
  if (state === "APPROVED") return [{ verb: "CORRECT", why: t("whySettling") }];
  return [];
}

/** Whether the time to dispute is over. @param {Market} market */
export const isUndisputed = ({ disputesUntil }) => disputesUntil !== null && Date.parse(disputesUntil) <= Date.now();

/** @param {Market} market */
export const running = ({ outcomes }) => outcomes.nodes.filter(({ scratchedAt }) => scratchedAt === null);

/** How it stands and what comes next, in words. @param {Market} market */
export function standing(market) {
  const { state } = market;
  const open = market.disputes.nodes.filter((each) => each.state === "OPEN").length;
  const facts = {
    closes: timeShown(market.closesAt), resolve: timeShown(market.resolveBy), void: timeShown(market.voidAfter), open,
    until: market.disputesUntil ? timeShown(market.disputesUntil) : "–",
  };
  if (state === "PROPOSED" && isUndisputed(market)) return t("says_UNDISPUTED", facts);
  if (isOverdue(market)) return t("says_OVERDUE", facts);
  return t(/** @type {"says_OPEN"} */ (`says_${state}`), facts);
}

/** The next moment at which something changes by the clock alone, in milliseconds; null where none is to come. @param {Market} market */
export function nextMoment({ state, closesAt, disputesUntil, resolveBy }) {
  const moments = state === "OPEN" || state === "SUSPENDED" ? [closesAt] : state === "CLOSED" ? [resolveBy] : [disputesUntil];
  return moments.flatMap((at) => (at && Date.parse(at) > Date.now() ? [Date.parse(at)] : []))[0] ?? null;
}
