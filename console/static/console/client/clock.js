// Times as the business lives them: the accounting day is Nairobi's (EAT), wherever the reader sits.

import { language } from "./language.js";

const ZONE = "Africa/Nairobi";
const LOCALES = { en: "en-GB", sw: "sw-KE" };
const DAY = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" });
/** @type {Map<string, Intl.DateTimeFormat>} */
const kept = new Map();

/** @param {string} name @param {Intl.DateTimeFormatOptions} options */
function format(name, options) {
  const key = `${language.value} ${name}`;
  const found = kept.get(key) ?? new Intl.DateTimeFormat(LOCALES[language.value], options);
  kept.set(key, found);
  return found;
}

/** The accounting day of a moment, "2026-11-20". @param {string | number} moment */
export function dayOf(moment) {
  return DAY.format(new Date(moment));
}

export function today() {
  return dayOf(Date.now());
}

/** "14:03:22". @param {string | number} moment */
export function clockShown(moment) {
  return format("clock", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" })
    .format(new Date(moment));
}

/** "14:00 – 15:00". @param {number} hour */
export function hourShown(hour) {
  return [hour, (hour + 1) % 24].map((each) => `${`${each}`.padStart(2, "0")}:00`).join(" – ");
}

/** "14:03:22" for today, "19 Nov, 14:03" before. @param {string | number} moment */
export function timeShown(moment) {
  const time = clockShown(moment);
  return dayOf(moment) === today() ? time : `${shortDay(dayOf(moment))}, ${time.slice(0, 5)}`;
}

/** "19 Nov, 14:03:22", of today too: where a period is told, and on what is printed. @param {string | number} moment */
export function momentShown(moment) {
  return `${shortDay(dayOf(moment))}, ${clockShown(moment)}`;
}

/** "19 Nov". @param {string} day */
export function shortDay(day) {
  return format("short", { timeZone: "UTC", day: "numeric", month: "short" }).format(new Date(`${day}T00:00:00Z`));
}

/** "19 November 2026". @param {string} day */
export function longDay(day) {
  const options = /** @type {const} */ ({ timeZone: "UTC", day: "numeric", month: "long", year: "numeric" });
  return format("long", options).format(new Date(`${day}T00:00:00Z`));
}

/** "20 November 2026", "18 Nov – 20 November 2026", or "1 December 2025 – 20 November 2026". @param {string} from @param {string} to */
export function daysShown(from, to) {
  if (from === to) return longDay(to);
  return `${from.slice(0, 4) === to.slice(0, 4) ? shortDay(from) : longDay(from)} – ${longDay(to)}`;
}

/** A moment as a field of the type datetime-local has it, in EAT: "2026-11-30T14:03". @param {string | number} moment */
export function fieldOf(moment) {
  const time = clockShown(moment);
  return `${dayOf(moment)}T${time.endsWith(":00") ? time.slice(0, 5) : time}`;
}

/** What stands in such a field as a moment, or null for nothing. @param {string | undefined} typed */
export function momentOf(typed) {
  return typed ? new Date(`${typed}${typed.length === 16 ? ":00" : ""}+03:00`).toISOString() : null;
}
