// What a file of customers would do, and what is wrong with it, row by row.

import { html } from "../../vendor/htm-preact.js";
import { useEffect, useRef } from "../../vendor/preact-hooks.js";
import { Chip } from "../../parts/chip.js";
import { Money } from "../../parts/money.js";
import { Table } from "../../parts/table.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Found} Found */
/** @typedef {import("./page.js").Row} Row */
/** @typedef {import("./page.js").RowProblem} RowProblem */

/** What the server calls a column -> how it is called here. */
const COLUMNS = /** @type {const} */ ({
  name: "name", phone: "phone", "phone 2": "phone2", "phone 3": "phone3", email: "email", kra_pin: "kraPin", credit_limit: "creditLimit", tags: "tags", external_ref: "externalRef", opening: "opening",
});

/** @param {{ file: string, found: Found, busy: boolean, onBring: () => void, onLeave: () => void }} props */
export function Preview({ file, found, busy, onBring, onLeave }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => heading.current?.focus(), [found]);
  const { fresh, known, bad, problems, problemsCount, warnings, warningsCount, hidden, dryRun, created } = found;
  const left = dryRun ? fresh || found.openings : 0;
  return html`
    <section class="card" aria-label=${t("preview", { file })}>
      <h2 tabindex="-1" ref=${heading}>${t(dryRun ? "preview" : "done", { file })}</h2>
      <p>${dryRun ? html`<${Chip} kind="good">${t("fresh", { count: fresh })}<//>` : html`<${Chip} kind="good">${t("made", { count: created })}<//>`}
        ${known ? html` <${Chip}>${t("known", { count: known })}<//>` : null}
        ${bad ? html` <${Chip} kind="bad">${t(bad === 1 ? "oneBad" : "bad", { count: bad })}<//>` : null}
        ${warningsCount ? html` <${Chip} kind="warn">${t("doubts", { count: warningsCount })}<//>` : null}</p>
      ${dryRun ? html`<p>${t(bad ? "mend" : fresh ? "allGood" : "nothingNew")}</p>` : null}
      ${found.openings ? html`<p>${t("openings", { count: found.openings })} <b><${Money} value=${found.openingBalance} currency /></b></p>` : null}
      ${hidden.length ? html`<p class="note warn"><span>${t("hidden", { sheets: hidden.join(", ") })}</span></p>` : null}
      <div class="actions">
        ${left ? html`<button type="button" class=${bad ? "quiet" : ""} disabled=${busy} onClick=${onBring}>${t(bad ? "bringGood" : "bring", { count: left })}</button>` : null}
        <button type="button" class="quiet" disabled=${busy} onClick=${onLeave}>${t("leave")}</button>
      </div>
      ${problems.length ? html`<h3>${t("problems")}</h3><${Problems} label=${t("problems")} rows=${problems} count=${problemsCount} file="customer-problems" />` : null}
      ${warnings.length ? html`<h3>${t("warnings")}</h3><p class="fine">${t("warningsSay")}</p><${Problems} label=${t("warnings")} rows=${warnings} count=${warningsCount} />` : null}
      ${found.shown.length ? html`<h3>${t("rows")}</h3><${Rows} found=${found} />` : null}
    </section>`;
}

/** @param {{ label: string, rows: RowProblem[], count: number, file?: string }} props */
function Problems({ label, rows, count, file }) {
  const shown = rows.map((row, place) => ({ ...row, id: String(place) }));
  /** @type {import("../../parts/table.js").Column<RowProblem & { id: string }>[]} */
  const columns = [
    { name: "line", label: t("line"), main: true, number: true, show: (row) => String(row.line), csv: (row) => String(row.line) },
    { name: "column", label: t("column"), show: ({ column }) => columnShown(column), csv: ({ column }) => columnShown(column) },
    { name: "what", label: t("what"), show: (row) => row.message, csv: (row) => row.message },
    { name: "code", label: t("code"), show: (row) => html`<small class="fine">${row.code}</small>`, csv: (row) => row.code },
  ];
  return html`
    <div class="labelled"><${Table} label=${label} columns=${columns} pages=${{ rows: shown }} file=${file} /></div>
    ${count > rows.length ? html`<p class="fine">${t("more", { shown: rows.length, count })}</p>` : null}`;
}

/** @param {string} column */
const columnShown = (column) => (column in COLUMNS ? t(COLUMNS[/** @type {keyof typeof COLUMNS} */ (column)]) : column || "–");

/** @param {{ found: Found }} props */
function Rows({ found: { shown, rows, bad } }) {
  /** @type {import("../../parts/table.js").Column<Row & { id: string }>[]} */
  const columns = [
    { name: "line", label: t("line"), number: true, show: (row) => String(row.line) },
    { name: "name", label: t("name"), main: true, show: (row) => row.name },
    { name: "state", label: t("state"), show: (row) => (row.account ? t("isKnown", { account: row.account }) : t("isFresh")) },
    { name: "phones", label: t("phone"), show: (row) => row.phones.join(", ") || "–" },
    { name: "email", label: t("email"), show: (row) => row.email || "–" },
    { name: "kraPin", label: t("kraPin"), show: (row) => row.kraPin || "–" },
    { name: "creditLimit", label: t("creditLimit"), number: true, show: (row) => (row.creditLimit === null ? "–" : html`<${Money} value=${row.creditLimit} />`) },
    { name: "opening", label: t("opening"), number: true, show: (row) => (row.opening === null ? "–" : html`<${Money} value=${row.opening} />`) },
    { name: "tags", label: t("tags"), show: (row) => row.tags.join(", ") || "–" },
    { name: "externalRef", label: t("externalRef"), show: (row) => row.externalRef || "–" },
  ];
  const good = rows - bad;
  return html`
    <${Table} label=${t("rows")} columns=${columns} pages=${{ rows: shown.map((row) => ({ ...row, id: String(row.line) })) }} />
    ${good > shown.length ? html`<p class="fine">${t("more", { shown: shown.length, count: good })}</p>` : null}`;
}
