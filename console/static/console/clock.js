// Times as the business lives them: the accounting day is Nairobi's, wherever the reader sits.

const ZONE = "Africa/Nairobi";
const TIME = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, timeStyle: "medium" });
const DAY = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" });
const SHORT_DAY = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" });
const LONG_DAY = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" });

/** The accounting day of a moment, "2026-11-20". */
export function dayOf(moment) {
  return DAY.format(new Date(moment));
}

export function today() {
  return dayOf(Date.now());
}

/** "14:03:22" for today, "19 Nov, 14:03" before. */
export function timeShown(moment) {
  const time = TIME.format(new Date(moment));
  return dayOf(moment) === today() ? time : `${shortDay(dayOf(moment))}, ${time.slice(0, 5)}`;
}

export function shortDay(day) {
  return SHORT_DAY.format(new Date(`${day}T00:00:00Z`));
}

/** "20 November 2026", or "18 Nov – 20 November 2026". */
export function daysShown(from, to) {
  const last = LONG_DAY.format(new Date(`${to}T00:00:00Z`));
  return from === to ? last : `${shortDay(from)} – ${last}`;
}
