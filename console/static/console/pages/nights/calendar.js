// A till's month: a column for each day, a row for each account. A day is a link; arrows go from one to the next.

import { html } from "../../vendor/htm-preact.js";
import { useEffect, useRef } from "../../vendor/preact-hooks.js";
import { longDay, today } from "../../client/clock.js";
import { place } from "../../frame/router.js";
import { accountShown } from "../reconciliation/states.js";
import { daysOf, monthOf, weekdayShown } from "./month.js";
import { t } from "./texts.js";
import { MARKS, markOf, Sign } from "./words.js";

/** @typedef {import("./words.js").Till} Till */
/** @typedef {import("./words.js").Day} Day */
/** @typedef {import("./words.js").Mark} Mark */
/** @typedef {Day["accounts"]["nodes"][number]["account"]} Account */

/** Where the panel of a day is. @param {string} id */
export function addressOfDay(id) {
  const query = new URLSearchParams(place.value.query);
  query.set("day", id);
  return `/reconciliation/nights?${query}`;
}

/** @param {{ till: Till }} props */
export function Calendar({ till }) {
  const days = daysOf(monthOf(place.value.query));
  const rows = till.reconciliationDays?.nodes ?? [];
  const byDay = new Map(rows.map((row) => [row.day, row]));
  const known = new Set(rows.flatMap((row) => row.accounts.nodes.map(({ account }) => account)));
  const first = days.find((day) => byDay.has(day));
  const room = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const box = room.current;
    if (!box) return;
    const toLast = () => { // where not all fit, the last ones that there are: also when the window gets narrower
      const last = [...box.querySelectorAll("a.day")].at(-1);
      if (last) box.scrollLeft += last.getBoundingClientRect().right - box.getBoundingClientRect().right;
    };
    const watched = new ResizeObserver(toLast);
    watched.observe(box);
    return () => watched.disconnect();
  }, [days[0], rows.length]);
  return html`
    <section class="card"><h2>${till.name} <small class="fine">${till.shortcode}</small></h2>
      ${till.daysToJudge ? html`<p class="fine" role="status">${t("toJudge", { count: till.daysToJudge })}</p>` : null}
      <div ref=${room} class="month-scroll">
        <table class="month" aria-label=${till.name} onKeyDown=${step}>
          <thead><tr><th scope="col">${t("account")}</th>
            ${days.map((day) => html`<th key=${day} scope="col" aria-current=${day === today() ? "date" : null}><${Head} day=${day} row=${byDay.get(day)} reached=${day === first} /></th>`)}</tr></thead>
          <tbody>
            ${[...known].sort().map((account) => html`<tr key=${account}><th scope="row">${accountShown(account)}</th>
              ${days.map((day) => html`<td key=${day}><${Sign} mark=${mark(till, day, byDay.get(day), account)} /></td>`)}</tr>`)}
            ${known.size ? null : html`<tr><th scope="row">–</th>${days.map((day) => html`<td key=${day}><${Sign} mark=${mark(till, day, undefined, null)} /></td>`)}</tr>`}
          </tbody>
        </table>
      </div>
    </section>`;
}

/** @param {Till} till @param {string} day @param {Day | undefined} row @param {Account | null} account @returns {Mark} */
function mark(till, day, row, account) {
  if (row) return markOf(row.accounts.nodes.find((part) => part.account === account));
  if (day >= today()) return "future";
  return till.daysToJudge ? "waits" : "outside";
}

/** One day leads on with Tab, the others with arrows. @param {{ day: string, row: Day | undefined, reached: boolean }} props */
function Head({ day, row, reached }) {
  const [number, weekday] = [day.slice(8).replace(/^0/, ""), weekdayShown(day)];
  if (!row) return html`<span class="day" data-weekday=${weekday}>${number}</span>`;
  const said = `${longDay(day)}: ${t(row.state)}${row.provisional ? `, ${t("provisional")}` : ""}`;
  const open = place.value.query.get("day") === row.id;
  return html`<a class="day" data-weekday=${weekday} data-state=${row.state} href=${addressOfDay(row.id)} aria-label=${said} title=${said} aria-current=${open ? "true" : null} tabindex=${reached ? 0 : -1}>${number}</a>`;
}

/** @param {KeyboardEvent} event */
function step(event) {
  const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const at = document.activeElement;
  if (!way || !(at instanceof HTMLElement) || !at.matches("a.day")) return;
  const days = /** @type {HTMLElement[]} */ ([...(at.closest("table")?.querySelectorAll("a.day") ?? [])]);
  const next = days[days.indexOf(at) + way];
  if (!next) return;
  event.preventDefault();
  at.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

const SHOWN = /** @type {const} */ (["covered", "unproved", "judged", "part", "missing", "differs", "still", "waits"]);

/** What the marks mean. */
export function Legend() {
  return html`<ul class="legend" aria-label=${t("legend")}>
    ${SHOWN.map((name) => html`<li key=${name}><span class="mark" data-kind=${MARKS[name].kind}><i aria-hidden="true">${MARKS[name].sign}</i></span> ${t(name)}</li>`)}
  </ul>`;
}
