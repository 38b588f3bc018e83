// How far a callback is worked through, and what it led to.

import { html } from "../../vendor/htm-preact.js";
import { Chip } from "../../parts/chip.js";
import { Money } from "../../parts/money.js";
import { KINDS } from "../requests/states.js";
import { t as requestWords } from "../requests/texts.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Row} Row */

/** @param {{ row: Row }} props */
export function ShownState({ row }) {
  const [kind, text] = shown(row);
  return html`<${Chip} kind=${kind}>${text}<//>${row.couldBeMoney ? null : html` <small class="fine">${t("unread")}</small>`}`;
}

/** @param {Row} row @returns {[import("../../parts/chip.js").Kind, string]} */
function shown({ work }) {
  if (!work) return ["good", t("answered")];
  if (work.state === "DONE") return ["good", t("done")];
  if (work.state === "MALFORMED") return ["warn", t("malformed")];
  if (work.state === "DEAD") return ["bad", t("dead")];
  return work.tries ? ["warn", t("failing")] : ["busy", t("waiting")];
}

/** @param {{ row: Row }} props */
export function Led({ row }) {
  if (row.receipt) return html`<a href=${`/receipts/${row.receipt.id}`}>${row.receipt.number}</a> <${Money} value=${row.receipt.amount} />`;
  if (row.request) return html`<a href=${`/requests/${row.request.id}`}><${Money} value=${row.request.amount} /></a> <${Chip} kind=${KINDS[row.request.state]}>${requestWords(row.request.state)}<//>`;
  return "–";
}
