// A small chart of one or two lines over time. uPlot draws it and comes only with the first chart; who cannot see it
// gets the same figures as a table.

import { html } from "../vendor/htm-preact.js";
import { useEffect, useRef } from "../vendor/preact-hooks.js";
import { clockShown, dayOf, momentShown, shortDay } from "../client/clock.js";
import { theme } from "../frame/theme.js";
import { t } from "./texts.js";

const HEIGHT = 180;
const DAY = 86_400;
const SHEET = "/static/console/vendor/uplot.css";

/** Over more than a day the hour alone says nothing. @param {number[]} at */
const isLong = (at) => (at.at(-1) ?? 0) - (at[0] ?? 0) > DAY;

/** @typedef {{ label: string, values: (number | null)[], quiet?: boolean }} Line values in whole shillings, for drawing */

/**
 * @param {{ label: string, at: number[], lines: Line[], shown?: (value: number) => string }} props
 *   `at`: seconds since 1970; `shown`: how a value is written in the table
 */
export function Chart({ label, at, lines, shown = (value) => value.toLocaleString("en-GB") }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const worn = theme.value;
  useEffect(() => {
    let plot = /** @type {any} */ (null);
    let gone = false;
    const watch = new ResizeObserver(() => plot?.setSize({ width: width(), height: HEIGHT }));
    const width = () => box.current?.clientWidth ?? 300;
    sheet();
    import("../vendor/uplot.js").then(({ default: Plot }) => {
      if (gone || !box.current) return;
      plot = new Plot(options(box.current, lines, width(), isLong(at)), [at, ...lines.map(({ values }) => values)], box.current);
      watch.observe(box.current);
    });
    return () => {
      gone = true;
      watch.disconnect();
      plot?.destroy();
    };
  }, [JSON.stringify([at, lines]), worn]);
  return html`
    <figure class="chart">
      <figcaption>${lines.map((line) => html`<span key=${line.label} data-quiet=${line.quiet ?? false}><i aria-hidden="true"></i>${line.label}</span>`)}</figcaption>
      <div ref=${box} class="plot" role="img" aria-label=${label}></div>
      <details><summary>${t("figures")}</summary>
        <table class="table"><thead><tr><th scope="col">EAT</th>${lines.map((line) => html`<th scope="col" class="number" key=${line.label}>${line.label}</th>`)}</tr></thead>
          <tbody>${at.map((moment, index) => html`<tr key=${moment}><th scope="row">${isLong(at) ? momentShown(moment * 1000).slice(0, -3) : clockShown(moment * 1000).slice(0, 5)}</th>
            ${lines.map((line) => html`<td class="number" key=${line.label}>${line.values[index] === null || line.values[index] === undefined ? "" : shown(/** @type {number} */ (line.values[index]))}</td>`)}</tr>`)}</tbody>
        </table></details>
    </figure>`;
}

/** @param {HTMLElement} box @param {Line[]} lines @param {number} width @param {boolean} long */
function options(box, lines, width, long) {
  const style = getComputedStyle(box);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const axis = { stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false },
    axes: [
      { ...axis, values: (/** @type {any} */ _, /** @type {number[]} */ splits) => splits.map((each) => (long ? shortDay(dayOf(each * 1000)) : clockShown(each * 1000).slice(0, 5))) },
      { ...axis, size: 60, values: (/** @type {any} */ _, /** @type {number[]} */ splits) => splits.map((each) => each.toLocaleString("en-GB")) },
    ],
    series: [{}, ...lines.map((line) => ({
      label: line.label,
      stroke: colour(line.quiet ? "--faint" : "--brand"),
      width: line.quiet ? 1 : 2,
      dash: line.quiet ? [4, 4] : [],
      points: { show: false },
    }))],
  };
}

function sheet() {
  if (document.querySelector(`link[href="${SHEET}"]`)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = SHEET;
  document.head.append(link);
}
