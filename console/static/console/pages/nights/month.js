// A month as the address names it, "2026-11", and its days.

import { language } from "../../client/language.js";
import { today } from "../../client/clock.js";

/** The month that the address names, or this one. @param {URLSearchParams} query */
export function monthOf(query) {
  const named = query.get("month") ?? "";
  return /^20\d\d-(0[1-9]|1[0-2])$/.test(named) ? named : today().slice(0, 7);
}

/** @param {string} month @param {number} by */
export function monthBeside(month, by) {
  const first = new Date(`${month}-01T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() + by);
  return first.toISOString().slice(0, 7);
}

/** Its days, "2026-11-01" and on. @param {string} month */
export function daysOf(month) {
  const day = new Date(`${month}-01T00:00:00Z`);
  const days = [];
  while (day.toISOString().startsWith(month)) {
    days.push(day.toISOString().slice(0, 10));
    day.setUTCDate(day.getUTCDate() + 1);
  }
  return days;
}

/** "November 2026". @param {string} month */
export function monthShown(month) {
  const locale = language.value === "sw" ? "sw-KE" : "en-GB";
  return new Intl.DateTimeFormat(locale, { timeZone: "UTC", month: "long", year: "numeric" }).format(new Date(`${month}-01T00:00:00Z`));
}

/** "Mon". @param {string} day */
export function weekdayShown(day) {
  const locale = language.value === "sw" ? "sw-KE" : "en-GB";
  return new Intl.DateTimeFormat(locale, { timeZone: "UTC", weekday: "narrow" }).format(new Date(`${day}T00:00:00Z`));
}
