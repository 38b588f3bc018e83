// How uPlot is told to draw a chart of ours: colours of the theme, times of Nairobi, bars that do not lie about zero.

import { clockShown, dayOf, shortDay } from "../client/clock.js";

/** Words below a chart need so many pixels. */
const APART = 64;
const DAY = 86_400;

/**
 * @param {{ box: HTMLElement, at: readonly number[], lines: import("./chart.js").Line[], size: [number, number], long: boolean,
 *   shown: (value: number) => string, top?: number, bars: any, hear: ((index: number | null) => void) | null }} given
 *   `hear` is told which point the mouse is at
 */
export function options({ box, at, lines, size: [width, height], long, shown, top, bars, hear }) {
  const style = getComputedStyle(box);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const axis = { stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } };
  const stepped = lines.some((line) => line.bars);
  const step = (at[1] ?? 0) - (at[0] ?? 0) || DAY;
  return {
    width,
    height,
    legend: { show: false },
    cursor: { y: false, ...(hear ? { drag: { x: false, y: false } } : {}) },
    hooks: hear ? { setCursor: [(/** @type {any} */ plot) => hear(plot.cursor.idx ?? null)] } : {},
    scales: {
      ...(hear ? { x: { range: (/** @type {any} */ _, /** @type {number} */ min, /** @type {number} */ max) => [min - step / 2, max + step / 2] } } : {}),
      ...(stepped || top !== undefined ? { y: { range: (/** @type {any} */ _, /** @type {number} */ __, /** @type {number} */ max) => [0, Math.max(top ?? 1, max * 1.05)] } } : {}),
    },
    axes: [
      {
        ...axis,
        ...(hear ? { size: 30, splits: (/** @type {any} */ plot) => sparse(at, plot.width / APART) } : {}),
        values: (/** @type {any} */ _, /** @type {number[]} */ splits) => once(splits.map((each) => (long || step >= DAY ? shortDay(dayOf(each * 1000)) : clockShown(each * 1000).slice(0, 5)))),
      },
      { ...axis, size: 60, values: (/** @type {any} */ _, /** @type {number[]} */ splits) => splits.map(shown) },
    ],
    series: [{}, ...lines.map((line) => ({
      label: line.label,
      stroke: colour(line.quiet ? "--faint" : "--brand"),
      width: line.quiet ? 1 : 2,
      dash: line.quiet ? [4, 4] : [],
      ...(line.bars ? { paths: bars({ size: [0.7, 48] }), fill: colour("--brand"), width: 0 } : {}),
      // Between two that are not there a point has no line to stand on.
      points: { show: Boolean(hear) && !line.bars && !line.quiet, size: 6, fill: colour("--brand") },
    }))],
  };
}

/** Each but once: ticks may be closer than what is written at them. @param {string[]} labels */
function once(labels) {
  return labels.map((label, place) => (label === labels[place - 1] ? "" : label));
}

/** About so many of them, evenly. @param {readonly number[]} at @param {number} most */
function sparse(at, most) {
  const every = Math.max(1, Math.ceil(at.length / Math.max(1, most)));
  return at.filter((_, index) => index % every === 0);
}
