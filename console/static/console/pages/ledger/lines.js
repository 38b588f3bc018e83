// Lines of an account with the balance that each left: as the general ledger and the account's own page show them.

import { html } from "../../vendor/htm-preact.js";
import { isZero } from "../../client/money.js";
import { Money } from "../../parts/money.js";
import { Day } from "../../parts/time.js";
import { t } from "./texts.js";

/** @typedef {{ debit: string, credit: string, balance: string, entry: { id: string, number?: string | null, effectiveOn: string, description: string, reference: string } }} Line */
/** @typedef {Line & { id: string }} Row */

/** An entry may have several lines on one account. @template {Line} Each @param {readonly Each[]} lines @returns {(Each & { id: string })[]} */
export function rowsOfLines(lines) {
  return lines.map((line, index) => ({ ...line, id: `${line.entry.id} ${index}` }));
}

/** @returns {import("../../parts/table.js").Column<Row>[]} */
export function lineColumns() {
  const side = (/** @type {"debit" | "credit"} */ name) => ({
    name,
    label: t(name),
    number: true,
    show: (/** @type {Row} */ row) => (isZero(row[name]) ? "" : html`<${Money} value=${row[name]} />`),
    csv: (/** @type {Row} */ row) => row[name],
  });
  return [
    { name: "text", label: t("text"), main: true, show: ({ entry }) => html`<a href=${`/ledger/entries/${entry.id}`}>${entry.description || entry.reference}</a>`, csv: ({ entry }) => entry.description || entry.reference },
    { name: "day", label: t("day"), show: ({ entry }) => html`<${Day} day=${entry.effectiveOn} />`, csv: ({ entry }) => entry.effectiveOn },
    { name: "entry", label: t("entry"), show: ({ entry }) => (entry.number ? `#${entry.number}` : html`<span class="soft" title=${t("numberSoon")}>${t("soon")}</span>`), csv: ({ entry }) => entry.number ?? "" },
    side("debit"),
    side("credit"),
    { name: "balance", label: t("balance"), number: true, show: (row) => html`<${Money} value=${row.balance} />`, csv: (row) => row.balance },
  ];
}
