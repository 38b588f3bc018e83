// The point of a chart that is chosen, in words, and the way to what is behind it.

import { html } from "../vendor/htm-preact.js";
import { go } from "../frame/router.js";
import { t } from "./texts.js";

/** @typedef {import("./chart.js").Point} Point */

/** @type {Record<string, (place: number, last: number) => number>} */
const KEYS = { ArrowLeft: (place) => place - 1, ArrowRight: (place) => place + 1, Home: () => 0, End: (_, last) => last };

/** @param {{ label: string, points: readonly Point[], place: number, onChoose: (place: number) => void }} props */
export function ChosenPoint({ label, points, place, onChoose }) {
  const last = points.length - 1;
  const point = points[place];
  const choose = (/** @type {number} */ next) => onChoose(Math.max(0, Math.min(last, next)));
  /** @param {KeyboardEvent} event */
  function key(event) {
    const next = KEYS[event.key];
    if (!next || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    choose(next(place, last));
  }
  if (!point) return null;
  const said = html`<b>${point.name}</b> ${point.says}`;
  return html`
    <p class="chart-point no-print" role="group" aria-label=${label} onKeyDown=${key}>
      <button type="button" class="quiet" aria-label=${t("earlier")} title=${t("earlier")} disabled=${place === 0} onClick=${() => choose(place - 1)}>‹</button>
      <span aria-live="polite">${point.href ? html`<a href=${point.href} aria-keyshortcuts="ArrowLeft ArrowRight">${said}</a>` : said}</span>
      <button type="button" class="quiet" aria-label=${t("later")} title=${t("later")} disabled=${place === last} onClick=${() => choose(place + 1)}>›</button>
    </p>`;
}

/** What a click on a point does: a finger has only chosen it, and follows the link. @param {Point | undefined} point @param {PointerEvent} event */
export function openPoint(point, event) {
  const byMouse = event.pointerType ? event.pointerType === "mouse" : matchMedia("(hover: hover)").matches;
  if (point?.href && byMouse) go(point.href);
}
