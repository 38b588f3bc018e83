// Lines as they are being written: text in fields, their sums, and what the API takes of them.

import { cents, decimal, isZero, shown, typedAmount } from "../../client/money.js";
import { Refusal } from "../../client/query.js";
import { accountShown, codeOf } from "./account_field.js";
import { t } from "./texts.js";

/** @typedef {{ key: number, account: string, debit: string, credit: string, vat: string }} Line each as it was typed */
/** @typedef {"debit" | "credit"} Side */
/** @typedef {"STANDARD" | "ZERO_RATED" | "EXEMPT"} VatCode */

let last = 0;

/** @param {Partial<Line>} [filled] @returns {Line} */
export function newLine(filled = {}) {
  return { account: "", debit: "", credit: "", vat: "", ...filled, key: ++last };
}

/**
 * Lines to go on from, as a template or a recurring voucher keeps them.
 * @param {readonly { accountCode: string, account?: { name: string } | null, debit: string, credit: string, vatCode?: string | null }[]} kept
 */
export function linesFrom(kept) {
  const typed = (/** @type {string} */ amount) => (isZero(amount) ? "" : shown(amount));
  return kept.map((line) =>
    newLine({
      account: accountShown({ code: line.accountCode, name: line.account?.name ?? "" }),
      debit: typed(line.debit),
      credit: typed(line.credit),
      vat: line.vatCode ?? "",
    }),
  );
}

/** @param {Line} line */
export function isBlank({ account, debit, credit }) {
  return !(account.trim() || debit.trim() || credit.trim());
}

/** The names of the fields of each line: their place among those that are sent. @param {Line[]} lines */
export function namesOf(lines) {
  const sent = lines.filter((line) => !isBlank(line));
  return lines.map((line) => (isBlank(line) ? `blank.${line.key}` : `lines.${sent.indexOf(line)}`));
}

/** Both sums, as far as the amounts can be read, and how far debits are above credits. @param {Line[]} lines */
export function sumsOf(lines) {
  let readable = true;
  const side = (/** @type {Side} */ name) => {
    let total = 0n;
    for (const line of lines) {
      if (!line[name].trim()) continue;
      const amount = typedAmount(line[name]);
      if (amount === null) readable = false;
      else total += cents(amount);
    }
    return total;
  };
  const [debit, credit] = [side("debit"), side("credit")];
  return { debit: decimal(debit), credit: decimal(credit), difference: decimal(debit - credit), readable };
}

/** What is missing on a side of a line so that both sides are equal; empty when nothing is. @param {Line[]} lines @param {Line} line @param {Side} side */
export function missing(lines, line, side) {
  const { difference } = sumsOf(lines.map((each) => (each === line ? { ...each, debit: "", credit: "" } : each)));
  const lacks = side === "credit" ? cents(difference) : -cents(difference);
  return lacks > 0n ? shown(decimal(lacks)) : "";
}

/**
 * The lines as the API takes them. Throws Refusal with all that is wrong, each at its field.
 * @param {Line[]} lines
 * @param {import("./account_field.js").Chart} chart
 * @param {{ template?: boolean }} [how] `template`: amounts may be left out
 */
export function inputOf(lines, chart, { template = false } = {}) {
  const sent = lines.filter((line) => !isBlank(line));
  /** @type {import("../../client/query.js").Fault[]} */
  const faults = [];
  const fault = (/** @type {number} */ place, /** @type {string} */ name, /** @type {string} */ message) =>
    faults.push({ code: "BAD_INPUT", field: ["lines", String(place), name], message });
  const input = sent.map((line, place) => {
    const code = codeOf(line.account);
    if (!code) fault(place, "accountCode", t("whichAccount"));
    else if (chart.whole && !code.startsWith("2600-") && !chart.known.some((account) => account.code === code)) fault(place, "accountCode", t("unknownAccount", { code }));
    for (const side of /** @type {const} */ (["debit", "credit"])) {
      if (line[side].trim() && typedAmount(line[side]) === null) fault(place, side, t("badAmount"));
    }
    if (!template && !line.debit.trim() && !line.credit.trim()) fault(place, "debit", t("whichAmount"));
    const [debit, credit] = [typedAmount(line.debit), typedAmount(line.credit)];
    return { accountCode: code, ...(debit ? { debit } : {}), ...(credit ? { credit } : {}), vatCode: /** @type {VatCode | null} */ (line.vat || null) };
  });
  if (faults.length === 0) {
    const { difference } = sumsOf(sent);
    if (sent.length < (template ? 1 : 2)) faults.push({ code: "LINES_MISSING", field: ["lines"], message: t(template ? "oneLine" : "twoLines") });
    else if (!template && !isZero(difference)) faults.push({ code: "UNBALANCED", field: ["lines"], message: t("unbalanced") });
  }
  if (faults.length) throw new Refusal(faults);
  return input;
}
