// How long something lasts, in the largest unit that says it whole.

import { t } from "./texts.js";

/** "2 days", "90 minutes". @param {number} minutes */
export function lasting(minutes) {
  const of = (/** @type {number} */ count, /** @type {"day" | "hour" | "minute"} */ unit) => t(count === 1 ? unit : /** @type {"days"} */ (`${unit}s`), { count });
  if (minutes % 1440 === 0) return of(minutes / 1440, "day");
  return minutes % 60 === 0 ? of(minutes / 60, "hour") : of(minutes, "minute");
}
