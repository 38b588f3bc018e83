// What stands in the fields of a draft, as the API takes it.

import { typedBps } from "../../client/bps.js";
import { momentOf } from "../../client/clock.js";
import { cents, typedAmount } from "../../client/money.js";
import { t } from "./texts.js";

/** @typedef {Omit<Operations["EditMarket"]["variables"]["input"], "market">} Terms */

export const TEXTS = /** @type {const} */ (["description", "rules", "source", "fallback", "tie", "postponement"]);
export const AMOUNTS = /** @type {const} */ (["leastStake", "mostStake", "largePool"]);
export const MINUTES = /** @type {const} */ (["disputeMinutes", "largeDisputeMinutes"]);
export const TIMES = /** @type {const} */ (["closesAt", "resolveBy", "voidAfter"]);
/** Cents to which a dividend per shilling is rounded: they divide a shilling. */
export const TICKS = ["0.01", "0.02", "0.05", "0.10", "0.20", "0.25", "0.50", "1.00"];

/** An empty field is of the rules of the business; and all that is wrong with what was filled in, at its field.
 * @param {Record<string, string>} values @returns {{ terms: Terms, faults: import("../../client/query.js").Fault[] }} */
export function readTerms(values) {
  /** @type {import("../../client/query.js").Fault[]} */
  const faults = [];
  const of = (/** @type {string} */ name) => (values[name] ?? "").trim();
  /** @template Read @param {string} name @param {(typed: string) => Read | null} read @param {Parameters<typeof t>[0]} says @returns {Read | null} */
  function read(name, read, says) {
    const found = of(name) ? read(of(name)) : null;
    if (of(name) && found === null) faults.push({ code: "BAD_FIELD", field: [name], message: t(says) });
    return found;
  }
  const minutes = (/** @type {string} */ typed) => (/^\d{1,6}$/.test(typed) && +typed > 0 ? +typed : null);
  const terms = {
    title: of("title"), category: of("category"), timeZone: of("timeZone"), outcomes: outcomesOf(values),
    description: of("description"), rules: of("rules"), source: of("source"), fallback: of("fallback"), tie: of("tie"), postponement: of("postponement"),
    closesAt: momentOf(of("closesAt")) ?? "", resolveBy: momentOf(of("resolveBy")) ?? "", voidAfter: momentOf(of("voidAfter")) ?? "",
    feeBps: read("fee", typedBps, "badPercent"),
    leastStake: read("leastStake", typedAmount, "badAmount"), mostStake: read("mostStake", typedAmount, "badAmount"), largePool: read("largePool", typedAmount, "badAmount"),
    disputeMinutes: read("disputeMinutes", minutes, "badMinutes"), largeDisputeMinutes: read("largeDisputeMinutes", minutes, "badMinutes"),
    mode: /** @type {Terms["mode"]} */ (of("mode") === "TOTE" ? "TOTE" : "PARIMUTUEL"),
    payoutMode: /** @type {Terms["payoutMode"]} */ (of("payoutMode") === "MPESA" ? "MPESA" : "WALLET"),
    toteTick: of("toteTick") || "0.01", carriesTo: of("carriesTo") || null,
  };
  return { terms, faults: [...faults, ...faultsInTimes(terms), ...faultsInNames(terms.outcomes), ...faultsInBounds(terms)] };
}

/** @param {string} field @param {Parameters<typeof t>[0]} says */
const fault = (field, says) => ({ code: "BAD_FIELD", field: [field], message: t(says) });

/** Each moment later than the one before it, and the first yet to come. @param {Terms} terms */
function faultsInTimes({ closesAt, resolveBy, voidAfter }) {
  const [closes = NaN, result = NaN, over = NaN] = [closesAt, resolveBy, voidAfter].map((at) => (at ? Date.parse(at) : NaN));
  return [
    ...(closes <= Date.now() ? [fault("closesAt", "lint_BAD_TIMES")] : []),
    ...(result <= closes ? [fault("resolveBy", "resultEarly")] : []),
    ...(over <= result ? [fault("voidAfter", "voidEarly")] : []),
  ];
}

/** At least two, none of them empty or said before. @param {readonly string[]} names */
function faultsInNames(names) {
  const before = new Set();
  return Array.from({ length: Math.max(2, names.length) }, (_, index) => names[index] ?? "").flatMap((name, index) => {
    const [field, known] = [`outcomes.${index}`, before.has(name.toLowerCase())];
    before.add(name.toLowerCase());
    return name === "" ? [fault(field, "outcomeEmpty")] : known ? [fault(field, "outcomeRepeated")] : [];
  });
}

/** @param {Terms} terms */
function faultsInBounds({ leastStake, mostStake }) {
  return leastStake && mostStake && cents(mostStake) < cents(leastStake) ? [fault("mostStake", "mostBelow")] : [];
}

/** Their names in order; fields at the end that are empty were not used. @param {Record<string, string>} values */
function outcomesOf(values) {
  const names = [];
  for (let index = 0; `outcomes.${index}` in values; index += 1) names.push((values[`outcomes.${index}`] ?? "").trim());
  while (names.at(-1) === "") names.pop();
  return names;
}
