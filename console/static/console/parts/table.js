// A table: its columns say how a row is shown, how it is ordered and what a CSV file holds of it. On a phone each row
// becomes a card; the roles are spelt out because a browser forgets them then.

import { html } from "../vendor/htm-preact.js";
import { useState } from "../vendor/preact-hooks.js";
import { Refusal } from "../client/query.js";
import { setQuery } from "../frame/router.js";
import { csvText, saveText } from "./csv.js";
import { Icon } from "./icon.js";
import { Empty, Failed, Loading } from "./states.js";
import { t } from "./texts.js";
import { toast } from "./toast.js";

/**
 * @template Row
 * @typedef {object} Column
 * @property {string} name
 * @property {string} label
 * @property {(row: Row) => any} show
 * @property {(row: Row) => string} [csv] without it the column is not in the file
 * @property {boolean} [number] stands right
 * @property {string} [order] the name of the order field, when the list can be ordered by it
 * @property {boolean} [main] the headline of a card on a phone
 * @property {boolean} [verbs] what can be done with the row, side by side
 */

/**
 * `pages` is what useConnection gives, or `{ rows }` for a short list that is whole.
 * @template {{ id: string }} Row
 * @param {{ label: string, columns: Column<Row>[], pages: Partial<import("../client/pages.js").Pages<Row>>,
 *   href?: (row: Row) => string, order?: { field: string, direction: string }, file?: string, empty?: any,
 *   filtered?: boolean, total?: Record<string, any>, fresh?: Set<string> }} props
 *   `href`: where a row's page is; `order`: how it is ordered now, changed through the query `order`;
 *   `file`: the name of the CSV file; `total`: a last row, by column; `fresh`: ids that have just come
 */
export function Table({ label, columns, pages, href, order, file, empty, filtered, total, fresh }) {
  const { known, rows = [] } = pages;
  if (known && known.data === null) return known.problem ? html`<${Failed} problem=${known.problem} again=${known.again} />` : html`<${Loading} rows=${8} />`;
  const nothing = rows.length === 0;
  const several = columns.filter(({ number }) => number).length > 1; // on a phone each amount says what it is
  return html`
    ${known?.problem ? html`<${Failed} problem=${known.problem} again=${known.again} />` : null}
    ${nothing && !pages.previous ? (filtered ? html`<${Empty} title=${t("filtered")} />` : (empty ?? html`<${Empty} title=${t("nothing")} />`)) : html`
      <div class=${several ? "labelled" : null}><div class="table-scroll reading" data-stale=${known?.stale ?? false} aria-busy=${known?.loading ?? false}>
        <table role="table" class="table" aria-label=${label}>
          <thead role="rowgroup"><tr role="row">${columns.map((column) => html`<${Head} key=${column.name} column=${column} order=${order} />`)}</tr></thead>
          <tbody role="rowgroup">
            ${rows.map((row) => html`<tr role="row" key=${row.id} class=${fresh?.has(row.id) ? "fresh" : ""}>${columns.map((column) => html`<${Cell} key=${column.name} column=${column} row=${row} href=${href} />`)}</tr>`)}
          </tbody>
          ${total ? html`<tfoot role="rowgroup"><tr role="row">${columns.map(({ name, number, label: says }) => html`<td role="cell" key=${name} class=${number ? "number" : ""} data-label=${number ? says : null}>${total[name] ?? ""}</td>`)}</tr></tfoot>` : null}
        </table>
      </div></div>
      <${Foot} columns=${columns} pages=${pages} file=${file} />`}`;
}

/** @param {{ column: Column<any>, order?: { field: string, direction: string } }} props */
function Head({ column, order }) {
  const kind = column.number ? "number" : "";
  if (!column.order) return html`<th role="columnheader" scope="col" class=${kind}>${column.label}</th>`;
  const mine = order?.field === column.order;
  const down = !mine || order?.direction === "ASC";
  const change = () => setQuery({ order: `${column.order}.${down ? "DESC" : "ASC"}` });
  return html`
    <th role="columnheader" scope="col" class=${kind} aria-sort=${mine ? (order?.direction === "ASC" ? "ascending" : "descending") : null}>
      <button type="button" class="sort" onClick=${change}>${column.label}${mine ? html`<${Icon} name=${order?.direction === "ASC" ? "up" : "down"} />` : null}</button>
    </th>`;
}

/** @param {{ column: Column<any>, row: any, href?: (row: any) => string }} props */
function Cell({ column, row, href }) {
  const kind = [column.number ? "number" : "", column.main ? "main" : ""].join(" ").trim();
  const shown = column.show(row);
  if (column.verbs) return html`<td role="cell"><div class="row-verbs">${shown}</div></td>`;
  return html`<td role="cell" class=${kind} data-label=${column.label}>${href && column.main ? html`<a href=${href(row)}>${shown}</a>` : shown}</td>`;
}

/** @param {{ columns: Column<any>[], pages: Partial<import("../client/pages.js").Pages<any>>, file?: string }} props */
function Foot({ columns, pages, file }) {
  const [busy, setBusy] = useState(false);
  async function save() {
    setBusy(true);
    try {
      const written = columns.filter((column) => column.csv);
      const rows = pages.all ? await pages.all() : (pages.rows ?? []);
      const lines = rows.map((row) => written.map((column) => column.csv?.(row) ?? ""));
      saveText(`${file}.csv`, csvText([written.map(({ label }) => label), ...lines]));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      toast(error.message, "bad");
    } finally {
      setBusy(false);
    }
  }
  const { page = 1, total = null, next, previous } = pages;
  const paged = Boolean(next || previous);
  if (!paged && !file) return null;
  return html`
    <div class="table-foot">
      ${total === null || total === undefined ? null : html`<small>${t(total >= 10_000 ? "moreRows" : total === 1 ? "row" : "rows", { count: total.toLocaleString("en-GB") })}</small>`}
      ${paged ? html`
        <button type="button" class="quiet" disabled=${!previous} onClick=${previous}>${t("previous")}</button>
        <small aria-live="polite">${t("page", { page })}</small>
        <button type="button" class="quiet" disabled=${!next} onClick=${next}>${t("next")}</button>` : null}
      ${file ? html`<button type="button" class="quiet end" title=${t("csvHint")} disabled=${busy} onClick=${save}><${Icon} name="download" />${t("csv")}</button>` : null}
    </div>`;
}

/** The order that the address names, or the one that a list has by itself. @param {URLSearchParams} query @param {string} field @param {string} [direction] */
export function orderOf(query, field, direction = "DESC") {
  const [named, way] = (query.get("order") ?? "").split(".");
  return named && (way === "ASC" || way === "DESC") ? { field: named, direction: way } : { field, direction };
}
