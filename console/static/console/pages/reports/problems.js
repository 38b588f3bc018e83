// What is wrong with a wish, in the reader's language: by the code, which the server's sentence goes with. And what the
// form sees by itself, so that all of it is told in one round.

import { today } from "../../client/clock.js";
import { Refusal } from "../../client/query.js";
import { t } from "./texts.js";

/** @typedef {import("../../client/query.js").Fault} Fault */

/** As many months as stand beside each other. */
const MOST_MONTHS = 13;
/** Code, with the field where that tells what is meant -> the text. */
/** @type {Record<string, Parameters<typeof t>[0]>} */
const SAID = {
  "BAD_PERIOD toDay": "reversed", "BAD_PERIOD fromDay": "bothDays", "BAD_PERIOD compare": "tooManyMonths", BAD_DAY: "badDay", BAD_SEAL: "badSeal", "BAD_NUMBER seal": "badSeal",
  NOT_FOUND: "notFound", "NOT_FOUND business": "noSuchReport", TOO_MANY_REPORTS: "tooMany", REPORT_TOO_LARGE: "tooLarge", REPORT_NOT_MADE: "notMade", TRY_AGAIN: "tryAgain",
};

/** @param {{ code: string, message: string, field?: readonly string[] }} fault @param {string} newest the newest seal, or "" */
export function problemSaid({ code, message, field = [] }, newest = "") {
  const found = SAID[`${code} ${field.at(-1) ?? ""}`] ?? SAID[code];
  if (found === "badSeal") return sealSaid(newest);
  return found ? t(found) : message;
}

/** @param {string} newest */
const sealSaid = (newest) => (newest ? t("badSealUpTo", { newest }) : t("badSeal"));

/** The same refusal in the reader's words. @param {unknown} error @param {string} newest */
export function worded(error, newest) {
  if (!(error instanceof Refusal)) return error;
  return new Refusal(error.problems.map((problem) => ({ ...problem, message: problemSaid(problem, newest) })));
}

/** What can be seen before anything is sent. @param {Record<string, string>} values @param {string} newest @returns {Fault[]} */
export function seenAtOnce({ fromDay = "", toDay = "", compare = "", seal = "" }, newest) {
  const faults = /** @type {Fault[]} */ ([]);
  /** @param {string} code @param {string} field @param {string} message */
  const note = (code, field, message) => faults.push({ code, field: [field], message });
  if (fromDay && toDay && toDay < fromDay) note("BAD_PERIOD", "toDay", t("reversed"));
  else if (fromDay > today()) note("BAD_PERIOD", "fromDay", t("notBegun"));
  else if (compare === "MONTHS" && monthsOf(fromDay, toDay) > MOST_MONTHS) note("BAD_PERIOD", "compare", t("tooManyMonths"));
  if (!/^\d*$/.test(seal.trim())) note("BAD_NUMBER", "seal", sealSaid(newest));
  return faults;
}

/** In how many months the days lie. @param {string} from @param {string} to */
function monthsOf(from, to) {
  const [first, last] = [from, to].map((day) => day.split("-").map(Number));
  const [year = 0, month = 0] = first ?? [];
  const [lastYear = 0, lastMonth = 0] = last ?? [];
  return (lastYear - year) * 12 + lastMonth - month + 1;
}
