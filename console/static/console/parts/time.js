// Moments and days, in East Africa Time wherever the reader sits.

import { html } from "../vendor/htm-preact.js";
import { longDay, momentShown, shortDay, timeShown } from "../client/clock.js";

/** @param {{ at: string | null | undefined }} props a moment in ISO 8601 */
export function Time({ at }) {
  if (!at) return html`<span class="none">–</span>`;
  return html`<time datetime=${at} title=${`${new Date(at).toISOString()} UTC`}>${timeShown(at)}</time>`;
}

/** With its day, today's too: the ends of periods. @param {{ at: string | null | undefined }} props */
export function Moment({ at }) {
  if (!at) return html`<span class="none">–</span>`;
  return html`<time datetime=${at} title=${`${new Date(at).toISOString()} UTC`}>${momentShown(at)}</time>`;
}

/** @param {{ day: string | null | undefined, long?: boolean }} props "2026-11-28" */
export function Day({ day, long = false }) {
  if (!day) return html`<span class="none">–</span>`;
  return html`<time datetime=${day}>${long ? longDay(day) : shortDay(day)}</time>`;
}
