// A period in words: "November 2026" where it is a month, else from and to.

import { daysShown } from "../../client/clock.js";
import { language } from "../../client/language.js";

/** @param {{ firstDay: string, lastDay: string }} period */
export function daysOf({ firstDay, lastDay }) {
  const begin = new Date(`${firstDay}T00:00:00Z`);
  const end = new Date(Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth() + 1, 0)).toISOString().slice(0, 10);
  if (!firstDay.endsWith("-01") || lastDay !== end) return daysShown(firstDay, lastDay);
  return new Intl.DateTimeFormat(language.value === "sw" ? "sw-KE" : "en-GB", { timeZone: "UTC", month: "long", year: "numeric" }).format(begin);
}
