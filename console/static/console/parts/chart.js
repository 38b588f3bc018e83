// A small chart of one or two lines over time, or of bars. uPlot draws it and comes only with the first chart; who
// cannot see it gets the same figures as a table. Where its points lead somewhere, one is chosen: with the mouse, or
// with the arrows on the link below.

import { html } from "../vendor/htm-preact.js";
import { useEffect, useRef, useState } from "../vendor/preact-hooks.js";
import { clockShown, dayOf, momentShown, shortDay } from "../client/clock.js";
import { theme } from "../frame/theme.js";
import { options } from "./chart_options.js";
import { ChosenPoint, openPoint } from "./chart_point.js";
import { t } from "./texts.js";

const HEIGHT = 180;
const DAY = 86_400;
const SHEET = "/static/console/vendor/uplot.css";

/** Over more than a day the hour alone says nothing. @param {readonly number[]} at */
const isLong = (at) => (at.at(-1) ?? 0) - (at[0] ?? 0) > DAY;

/** @typedef {{ label: string, values: readonly (number | null)[], quiet?: boolean, bars?: boolean, texts?: readonly string[] }} Line values in whole shillings, for drawing; `texts`: as they are exactly */
/** @typedef {{ name: string, says: string, href: string | null }} Point what is at a place of `at`, and where it leads */

/**
 * @param {{ label: string, at: readonly number[], lines: Line[], shown?: (value: number) => string, points?: readonly Point[], top?: number }} props
 *   `at`: seconds since 1970; `shown`: how a value is written; `points`: one for each of `at`; `top`: what the height
 *   shows at least, from nothing on
 */
export function Chart({ label, at, lines, shown = (value) => value.toLocaleString("en-GB"), points, top }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const drawn = useRef(/** @type {any} */ (null));
  const [chosen, setChosen] = useState(-1);
  const latest = useRef(points);
  latest.current = points;
  const worn = theme.value;
  const place = chosen < 0 || chosen >= at.length ? at.length - 1 : chosen;
  useEffect(() => {
    let gone = false;
    const watch = new ResizeObserver(() => drawn.current?.setSize({ width: width(), height: HEIGHT }));
    const width = () => box.current?.clientWidth ?? 300;
    sheet();
    import("../vendor/uplot.js").then(({ default: Plot }) => {
      if (gone || !box.current) return;
      const hear = points ? (/** @type {number | null} */ index) => index !== null && setChosen(index) : null;
      const said = options({ box: box.current, at, lines, size: [width(), HEIGHT], long: isLong(at), shown, top, bars: Plot.paths.bars, hear });
      drawn.current = new /** @type {any} */ (Plot)(said, [at, ...lines.map(({ values }) => values)], box.current);
      if (hear) drawn.current.over.addEventListener("click", (/** @type {PointerEvent} */ event) => openPoint(latest.current?.[drawn.current.cursor.idx], event));
      watch.observe(box.current);
    });
    return () => {
      gone = true;
      watch.disconnect();
      drawn.current?.destroy();
      drawn.current = null;
    };
  }, [JSON.stringify([at, lines]), worn]);
  /** @param {number} index */
  function choose(index) {
    setChosen(index);
    const plot = drawn.current;
    plot?.setCursor({ left: plot.valToPos(at[index], "x"), top: 0 }, false);
  }
  const named = (/** @type {number} */ index) => points?.[index]?.name ?? momentNamed(at, index);
  return html`
    <figure class="chart">
      <figcaption>${points && lines.length === 1 ? null : lines.map((line) => html`<span key=${line.label} data-quiet=${line.quiet ?? false}><i aria-hidden="true"></i>${line.label}</span>`)}</figcaption>
      <div ref=${box} class="plot" role="img" aria-label=${label} data-leads=${Boolean(points)}></div>
      ${points?.length ? html`<${ChosenPoint} label=${label} points=${points} place=${place} onChoose=${choose} />` : null}
      <details><summary>${t("figures")}</summary>
        <div class="table-scroll"><table class="table"><thead><tr><th scope="col">EAT</th>${lines.map((line) => html`<th scope="col" class="number" key=${line.label}>${line.label}</th>`)}</tr></thead>
          <tbody>${at.map((moment, index) => html`<tr key=${moment}><th scope="row">${points?.[index]?.href ? html`<a href=${points[index]?.href}>${named(index)}</a>` : named(index)}</th>
            ${lines.map((line) => html`<td class="number" key=${line.label}>${textOf(line, index, shown)}</td>`)}</tr>`)}</tbody>
        </table></div></details>
    </figure>`;
}

/** @param {readonly number[]} at @param {number} index */
function momentNamed(at, index) {
  const moment = (at[index] ?? 0) * 1000;
  return isLong(at) ? momentShown(moment).slice(0, -3) : clockShown(moment).slice(0, 5);
}

/** @param {Line} line @param {number} index @param {(value: number) => string} shown */
function textOf(line, index, shown) {
  const value = line.values[index];
  if (line.texts) return line.texts[index] ?? "";
  return value === null || value === undefined ? "" : shown(value);
}

function sheet() {
  if (document.querySelector(`link[href="${SHEET}"]`)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = SHEET;
  document.head.append(link);
}
