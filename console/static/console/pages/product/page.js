// The page of one product: its price, its stock, and what came and went.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useFollow, useGathered, useQuery } from "../../client/live.js";
import { bare } from "../../client/quantity.js";
import { act, Refusal } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { confirm } from "../../parts/confirm.js";
import { Panel } from "../../parts/dialog.js";
import { Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { Person } from "../../parts/person.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { TermFields, termsOf } from "../products/terms.js";
import { ARCHIVE_PRODUCT, EDIT_PRODUCT, PRODUCT, PRODUCT_CHANGED } from "./operations.js";
import { Count, Receive } from "./stock.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["ProductPage"]["data"]["node"]>, { isStocked: boolean }>} Product */

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const id = params.product ?? "";
  const known = useQuery(PRODUCT, { id });
  const again = useGathered(known.again);
  const here = known.data?.node && "isStocked" in known.data.node;
  useFollow(PRODUCT_CHANGED, here ? { product: id } : null, again);
  return html`
    <p class="crumbs no-print"><a href="/products">${t("back")}</a></p>
    <${Reading} known=${known} rows=${6}>
      ${(/** @type {Operations["ProductPage"]["data"]} */ { node }) =>
        node && "isStocked" in node
          ? html`<${Shown} product=${node} again=${known.again} />`
          : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`}
    <//>`;
}

/** @param {{ product: Product, again: () => Promise<void> }} props */
function Shown({ product, again }) {
  const [open, setOpen] = useState(/** @type {"" | "edit" | "receive" | "count"} */ (""));
  const close = () => setOpen("");
  const away = product.archivedAt !== null;

  async function archive() {
    const title = t("archiveTitle", { name: product.name });
    if (!away && !(await confirm({ title, says: t("archiveSays"), verb: t("archive") }))) return;
    try {
      await act(ARCHIVE_PRODUCT, { input: { product: product.id, archived: !away } });
      toast(t(away ? "restored" : "archived"));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      toast(error.message, "bad");
    }
    await again();
  }
  return html`
    <div class="page-head">
      <h1>${product.name}</h1>${away ? html`<${Chip} kind="dim">${t("archived")}<//>` : null}
      ${may("ledger.write") ? html`<div class="actions end">
        <button type="button" class="quiet" onClick=${archive}>${t(away ? "restore" : "archive")}</button>
        ${away ? null : html`<button type="button" class="quiet" onClick=${() => setOpen("edit")}>${t("edit")}</button>`}
        ${product.isStocked ? html`
          <button type="button" class="quiet" onClick=${() => setOpen("count")}>${t("count")}</button>
          <button type="button" onClick=${() => setOpen("receive")}>${t("receive")}</button>` : null}</div>` : null}
    </div>
    <div class="columns main-and-side">
      <section class="card"><h2>${t("moves")}</h2><${Moves} product=${product} /></section>
      <section class="card">
        <h2>${t("price")}</h2><p class="amount"><${Money} value=${product.price} currency /></p>
        <dl class="facts">
          <dt>${t("onHand")}</dt><dd>${product.isStocked ? html`<b>${bare(product.onHand)}</b>` : t("notKept")}
            ${product.isShort ? html`<br /><${Chip} kind="warn">${t("short")}<//>` : null}</dd>
          ${product.isStocked ? html`<dt>${t("worth")}</dt><dd><${Money} value=${product.stockWorth} /></dd>` : null}
          <dt>${t("costOne")}</dt><dd><${Money} value=${product.cost} /></dd>
          <dt>${t("code")}</dt><dd>${product.code || "–"}</dd>
          <dt>${t("vat")}</dt><dd>${t(product.vatCode)}</dd>
          <dt>${t("income")}</dt><dd>${product.incomeAccount}</dd>
        </dl>
      </section>
    </div>
    ${open === "edit" ? html`<${Edit} product=${product} again=${again} onClose=${close} />` : null}
    ${open === "receive" ? html`<${Receive} product=${product} again=${again} onClose=${close} />` : null}
    ${open === "count" ? html`<${Count} product=${product} again=${again} onClose=${close} />` : null}`;
}

/** @param {{ product: Product, again: () => Promise<void>, onClose: () => void }} props */
function Edit({ product, again, onClose }) {
  /** @param {Record<string, string>} values */
  async function save(values) {
    await act(EDIT_PRODUCT, { input: { product: product.id, terms: termsOf(values) } });
    toast(t("saved"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("edit")} onClose=${onClose}>
      <${Form} label=${t("edit")} send=${t("save")} onSend=${save} wide><${TermFields} product=${product} /><//>
    <//>`;
}

/** @param {{ product: Product }} props */
function Moves({ product }) {
  const rows = product.moves.nodes.map((row, index) => ({ ...row, id: String(index) }));
  /** @type {import("../../parts/table.js").Column<typeof rows[number]>[]} */
  const columns = [
    { name: "why", label: t("why"), main: true, show: (row) => html`${t(row.kind)}${row.note ? html` <span class="fine">${row.note}</span>` : null}` },
    { name: "quantity", label: t("quantity"), number: true, show: (row) => bare(row.quantity) },
    { name: "onHand", label: t("onHand"), number: true, show: (row) => bare(row.onHand) },
    { name: "worth", label: t("worth"), number: true, show: (row) => html`<${Money} value=${row.stockWorth} />` },
    { name: "by", label: t("by"), show: (row) => html`<${Person} name=${row.by?.name} />` },
    { name: "at", label: t("at"), show: (row) => html`<${Time} at=${row.at} />` },
  ];
  return html`
    <${Table} label=${t("moves")} columns=${columns} pages=${{ rows }} empty=${html`<${Empty} title=${t("noMoves")} />`} />
    ${rows.length < product.moves.totalCount ? html`<p class="fine">${t("newest", { count: rows.length, all: product.moves.totalCount })}</p>` : null}`;
}
