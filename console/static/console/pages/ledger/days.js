// The days that the pages of the books are about. They stand in the address and go along from page to page.

import { daysShown, longDay, today } from "../../client/clock.js";
import { place } from "../../frame/router.js";
import { t } from "./texts.js";

export const PERIODS = /** @type {const} */ (["THIS_MONTH", "LAST_MONTH", "THIS_QUARTER", "LAST_QUARTER", "THIS_YEAR", "LAST_YEAR", "ALL"]);
export const NAMES = ["period", "from", "to"];

/** @typedef {{ name: string, from: string | null, to: string | null }} Days first and last day; null is open */

/** The days that the address names, or this month. @param {URLSearchParams} [query] @returns {Days} */
export function daysOf(query = place.value.query) {
  const [from, to] = [query.get("from"), query.get("to")];
  if (from || to || query.get("period") === "own") return { name: "own", from, to };
  const name = PERIODS.find((each) => each === query.get("period")) ?? "THIS_MONTH";
  if (name === "ALL") return { name, from: null, to: null };
  const length = name.endsWith("MONTH") ? 1 : name.endsWith("QUARTER") ? 3 : 12;
  return { name, ...months(length, name.startsWith("LAST") ? 1 : 0) };
}

/** So many whole months: those of today, or those `before` times earlier. @param {number} length @param {number} before */
function months(length, before) {
  const now = new Date(`${today()}T00:00:00Z`);
  const first = Math.floor(now.getUTCMonth() / length) * length - before * length;
  return { from: iso(Date.UTC(now.getUTCFullYear(), first, 1)), to: iso(Date.UTC(now.getUTCFullYear(), first + length, 0)) };
}

/** @param {number} moment */
function iso(moment) {
  return new Date(moment).toISOString().slice(0, 10);
}

/** The day before. @param {string} day */
export function dayBefore(day) {
  return iso(Date.parse(`${day}T00:00:00Z`) - 86_400_000);
}

/** The first day of the month after. @param {string} day */
export function monthAfter(day) {
  const moment = new Date(`${day}T00:00:00Z`);
  return iso(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + 1, 1));
}

/** @param {Days} days */
export function shownDays({ from, to }) {
  if (from && to) return daysShown(from, to);
  if (from) return t("since", { day: longDay(from) });
  return to ? t("until", { day: longDay(to) }) : t("ALL");
}

/** The last day that has something to show: not after today. @param {Days} days */
export function lastDay({ to }) {
  return to && to < today() ? to : today();
}

/** An address of another page of the books, about the same days. @param {string} path @param {Days} [days] */
export function withDays(path, days = daysOf()) {
  if (days.name === "THIS_MONTH") return path;
  const query = days.name === "own" ? { period: "own", from: days.from ?? "", to: days.to ?? "" } : { period: days.name };
  return `${path}?${new URLSearchParams(Object.entries(query).filter(([, value]) => value))}`;
}
