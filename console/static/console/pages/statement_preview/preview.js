// What a file says before it counts: what would become of it, what is wrong with it, and its ends.

import { html } from "../../vendor/htm-preact.js";
import { useEffect, useRef } from "../../vendor/preact-hooks.js";
import { shown } from "../../client/money.js";
import { Chip } from "../../parts/chip.js";
import { Money } from "../../parts/money.js";
import { Table } from "../../parts/table.js";
import { Moment } from "../../parts/time.js";
import { accountShown } from "../reconciliation/states.js";
import { t as states } from "../reconciliation/texts.js";
import { t } from "./texts.js";

/** @typedef {"ADMITTED" | "QUARANTINED" | "RESTATED" | "REFUSED"} Fate */
/** @typedef {{ rows: number, paidIn: string, withdrawn: string }} Sums */
/** @typedef {{ line: number, column: string, code: string, message: string, advice: string, row: string }} Problem */
/** @typedef {{ receiptNumber: string, completedAt: string, details: string, paidIn: string, withdrawn: string, balance: string | null }} Row */
/** @typedef {{ account: Parameters<typeof accountShown>[0], code: string | null, fromAt: string, untilAt: string, opening: string, closing: string, moves: Sums, adds: Sums, unknown: Sums, lost: Sums, firstLost: Row[] }} Account */
/**
 * @typedef {{ state: Fate, known: keyof typeof FATES | null, why: string[], problems: Problem[], problemsCount: number, rows: number,
 *   chainOk: boolean, accounts: Account[], first: Row[], last: Row[] }} Found what the server answers to a file that is only looked at
 */

const FATES = /** @type {const} */ ({ ADMITTED: "good", QUARANTINED: "bad", RESTATED: "warn", REFUSED: "bad" });
/** Columns of the file whose names are words of this page as well. */
const NAMED = /** @type {Record<string, Parameters<typeof t>[0]>} */ ({
  receipt: "receipt_column", details: "details_column", withdrawn: "withdrawn_column", balance: "balance_column",
});

/** @param {{ file: string, found: Found, onBring: () => void, onLeave: () => void }} props */
export function Preview({ file, found, onBring, onLeave }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => heading.current?.focus(), [found]);
  const isRead = found.state !== "REFUSED";
  return html`
    <section class="card" aria-label=${t("title", { file })}>
      <h2 tabindex="-1" ref=${heading}>${t("title", { file })} <${Chip} kind=${FATES[found.state]}>${t(found.state)}<//></h2>
      ${says(found).map((text) => html`<p key=${text}>${text}</p>`)}
      ${found.known ? html`<p class="note warn"><span>${t("known", { state: states(found.known) })}</span></p>` : null}
      ${found.why.length ? html`<ul>${found.why.map((text, index) => html`<li key=${index}>${text}</li>`)}</ul>` : null}
      <div class="actions">
        ${isRead ? html`<button type="button" class=${isWanted(found) ? "" : "quiet"} onClick=${onBring}>${t(isWanted(found) ? "bring" : "bringAnyway")}</button>` : null}
        <button type="button" class="quiet" onClick=${onLeave}>${t("leave")}</button>
      </div>
      ${found.problems.length ? html`<${Problems} found=${found} />` : null}
      ${isRead && found.accounts.map((account) => html`<${Facts} key=${account.account} account=${account} />`)}
      ${found.accounts.map(({ account, firstLost }) => html`<${Rows} key=${account} label=${t("firstLost")} rows=${firstLost} />`)}
      <${Rows} label=${t(found.last.length ? "first" : "ends")} rows=${found.first} /><${Rows} label=${t("last")} rows=${found.last} />
    </section>`;
}

/** Whether bringing it in does anything that somebody may want. @param {Found} found */
function isWanted({ state, known, accounts }) {
  return state === "ADMITTED" && !(known === "ADMITTED" && accounts.every(({ adds }) => !adds.rows));
}

/** What would become of it, in sentences. @param {Found} found */
function says({ state, known, chainOk, accounts, problems, problemsCount }) {
  if (state === "REFUSED" && problems.every(({ line }) => !line)) return [t("refusesWhole")];
  if (state === "REFUSED") return [t("refuses", { count: problemsCount })];
  if (state === "QUARANTINED") return [t(chainOk ? "quarantines" : "broken")];
  if (state === "RESTATED") return [t("restates")];
  return accounts.flatMap(({ adds, unknown, lost }) =>
    adds.rows
      ? [
          t("admits", { rows: adds.rows, paidIn: shown(adds.paidIn), withdrawn: shown(adds.withdrawn) }),
          ...(unknown.rows ? [t("unknown", { rows: unknown.rows, paidIn: shown(unknown.paidIn) })] : []),
          ...(lost.rows ? [t("lost", { rows: lost.rows, withdrawn: shown(lost.withdrawn) })] : []),
        ]
      : [t(known ? "sameAgain" : "nothingNew")],
  );
}

/** @param {{ account: Account }} props */
function Facts({ account }) {
  return html`
    <dl class="facts">
      <dt>${t("account")}</dt><dd>${accountShown(account.account)}${account.code ? ` ${account.code}` : ""}</dd>
      <dt>${t("time")}</dt><dd><${Moment} at=${account.fromAt} /> – <${Moment} at=${account.untilAt} /></dd>
      <dt>${t("rows")}</dt><dd>${account.moves.rows}</dd>
      <dt>${t("opening")}</dt><dd><${Money} value=${account.opening} /></dd>
      <dt>${t("paidIn")}</dt><dd><${Money} value=${account.moves.paidIn} /></dd>
      <dt>${t("withdrawn")}</dt><dd><${Money} value=${account.moves.withdrawn} /></dd>
      <dt>${t("closing")}</dt><dd><${Money} value=${account.closing} /></dd>
    </dl>`;
}

/** @param {{ found: Found }} props */
function Problems({ found: { problems, problemsCount } }) {
  const rows = problems.map((problem, index) => ({ ...problem, id: String(index) }));
  /** @type {import("../../parts/table.js").Column<Problem & { id: string }>[]} */
  const columns = [
    { name: "line", label: t("line"), main: true, show: ({ line }) => line || t("whole") },
    { name: "column", label: t("column"), show: ({ column }) => (column ? columnShown(column) : "–") },
    { name: "what", label: t("what"), show: ({ message, row }) => html`${message}${row ? html`<br /><code class="fine">${row}</code>` : null}` },
    { name: "do", label: t("do"), show: ({ code, advice }) => adviceShown(code) || advice },
  ];
  return html`
    <${Table} label=${t("problems")} columns=${columns} pages=${{ rows }} />
    ${problemsCount > problems.length ? html`<p class="fine">${t("more", { shown: problems.length, count: problemsCount })}</p>` : null}`;
}

/** @param {string} column */
function columnShown(column) {
  return t(NAMED[column] ?? /** @type {Parameters<typeof t>[0]} */ (column));
}

/** What to do about a code, in the reader's language; empty where this page does not know the code. @param {string} code */
function adviceShown(code) {
  const text = t(/** @type {Parameters<typeof t>[0]} */ (code));
  return text === code ? "" : text;
}

/** @param {{ label: string, rows: Row[] }} props */
function Rows({ label, rows }) {
  if (!rows.length) return null;
  /** @type {import("../../parts/table.js").Column<Row & { id: string }>[]} */
  const columns = [
    { name: "receipt", label: t("receipt"), main: true, show: (row) => row.receiptNumber },
    { name: "at", label: t("at"), show: (row) => html`<${Moment} at=${row.completedAt} />` },
    { name: "details", label: t("details"), show: (row) => row.details },
    { name: "in", label: t("paidIn"), number: true, show: (row) => html`<${Money} value=${row.paidIn} quietZero />` },
    { name: "out", label: t("withdrawn"), number: true, show: (row) => html`<${Money} value=${row.withdrawn} quietZero />` },
    { name: "balance", label: t("balance"), number: true, show: (row) => html`<${Money} value=${row.balance} />` },
  ];
  return html`<h3>${label}</h3><${Table} label=${label} columns=${columns} pages=${{ rows: rows.map((row, index) => ({ ...row, id: String(index) })) }} />`;
}
