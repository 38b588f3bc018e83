// What a voucher posts, line by line, as an accountant reads it: debits left, credits right, both sides equal below.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { isZero } from "../../client/money.js";
import { ask, Refusal } from "../../client/query.js";
import { Money } from "../../parts/money.js";
import { Table } from "../../parts/table.js";
import { toast } from "../../parts/toast.js";
import { AccountName } from "./account_name.js";
import { MORE_LINES } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Voucher} Voucher */
/** @typedef {Voucher["lines"]["nodes"][number] & { id: string }} Row */

/** @param {{ voucher: Voucher }} props */
export function Lines({ voucher }) {
  const [more, setMore] = useState(/** @type {Voucher["lines"]["nodes"]} */ ([]));
  const [busy, setBusy] = useState(false);
  const { nodes, pageInfo, totalCount } = voucher.lines;
  const rows = [...nodes, ...more].map((line, index) => ({ ...line, id: String(index) }));
  const hidden = pageInfo.hasNextPage && more.length === 0;

  async function showAll() {
    setBusy(true);
    try {
      setMore(await rest(voucher.id, pageInfo.endCursor ?? null));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      toast(error.message, "bad");
    } finally {
      setBusy(false);
    }
  }
  const total = hidden ? undefined : { account: t("total"), debit: onSide("debit", voucher.amount), credit: onSide("credit", voucher.amount) };
  return html`
    <section class="card sides"><h2>${t("lines")}</h2>
      <${Table} label=${t("lines")} columns=${columns(rows)} pages=${{ rows }} total=${total} />
      ${hidden ? html`<p class="actions"><button type="button" class="quiet" disabled=${busy} onClick=${showAll}>${t("allLines", { count: totalCount ?? "" })}</button></p>` : null}
    </section>`;
}

/** The lines behind a cursor, all of them. @param {string} id @param {string | null} after */
async function rest(id, after) {
  /** @type {Voucher["lines"]["nodes"][number][]} */
  const found = [];
  for (let next = after; next; ) {
    const { node } = await ask(MORE_LINES, { id, after: next });
    if (!node || !("lines" in node)) break;
    found.push(...node.lines.nodes);
    next = node.lines.pageInfo.hasNextPage ? (node.lines.pageInfo.endCursor ?? null) : null;
  }
  return found;
}

/** An amount, with the name of its side where there are no columns. @param {"debit" | "credit"} side @param {string} value */
export function onSide(side, value) {
  return html`<span class="side-name">${t(side)} </span><${Money} value=${value} />`;
}

/** @param {Row[]} rows @returns {import("../../parts/table.js").Column<Row>[]} */
function columns(rows) {
  const side = (/** @type {"debit" | "credit"} */ name) => ({
    name,
    label: t(name),
    number: true,
    show: (/** @type {Row} */ row) => (isZero(row[name]) ? "" : onSide(name, row[name])),
  });
  const taxed = rows.some(({ vatCode }) => vatCode);
  return [
    { name: "account", label: t("account"), main: true, show: ({ account }) => html`<${AccountName} account=${account} />` },
    ...(taxed ? [{ name: "vat", label: t("vat"), show: (/** @type {Row} */ row) => (row.vatCode ? html`${t(row.vatCode)}${isZero(row.vat) ? null : html` <${Money} value=${row.vat} />`}` : "") }] : []),
    side("debit"),
    side("credit"),
  ];
}
