// Periods by their names, as the server knows them: its financial year begins where the books say. The one that is
// chosen stands in the address, as on the pages of the books.

/** @typedef {{ preset: string, fromDay: string, toDay: string }} Named */
/** @typedef {{ name: string, from: string, to: string }} Days both included; `name` is "own" where they were typed */

export const NAMES = ["period", "from", "to"];
const FIRST = "THIS_MONTH";

/** The days that the address names, null where it names none yet. @param {URLSearchParams} query @param {readonly Named[]} periods @returns {Days | null} */
export function daysOf(query, periods) {
  const [from, to] = [query.get("from"), query.get("to")];
  if (from || to) return { name: "own", from: from || to || "", to: to || from || "" };
  const found = periods.find(({ preset }) => preset === (query.get("period") ?? FIRST)) ?? periods.find(({ preset }) => preset === FIRST) ?? periods[0];
  return found ? { name: found.preset, from: found.fromDay, to: found.toDay } : null;
}

/** What the address is to say of a period that was chosen. @param {string} name @param {Days | null} before @returns {Record<string, string | null>} */
export function queryOf(name, before) {
  if (name === "own") return { period: "own", from: before?.from ?? null, to: before?.to ?? null };
  return { period: name === FIRST ? null : name, from: null, to: null };
}
