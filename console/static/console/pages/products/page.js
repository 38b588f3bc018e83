// What is sold, what it costs and what of it is there.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useConnection } from "../../client/pages.js";
import { bare } from "../../client/quantity.js";
import { place, setQuery } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Filters, TextFilter } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { ProductFile } from "./file.js";
import { NewProduct } from "./new.js";
import { PRODUCTS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["Products"]["data"]["products"]["nodes"][number]} Product */

const NAMES = ["text", "show"];
const SHOWN = /** @type {const} */ (["forSale", "onlyShort", "archived", "all"]);

export function Page() {
  const [open, setOpen] = useState(/** @type {"" | "new" | "file"} */ (""));
  const { query } = place.value;
  const order = orderOf(query, "NAME", "ASC");
  const show = query.get("show") ?? "forSale";
  const filter = { text: query.get("text"), archived: show === "all" ? null : show === "archived", short: show === "onlyShort" ? true : null };
  const variables = business.value && { business: business.value.id, filter, orderBy: order };
  const pages = useConnection(PRODUCTS, variables, (data) => data.products);
  return html`
    <div class="page-head">
      <h1>${t("title")}</h1><p class="fine">${t("says")}</p>
      ${may("ledger.write") ? html`<div class="actions end">
        <button type="button" class="quiet" onClick=${() => setOpen("file")}>${t("file")}</button>
        <button type="button" onClick=${() => setOpen("new")}>${t("add")}</button></div>` : null}
    </div>
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} />
      <label class="field">${t("show")}
        <select value=${show} onChange=${(/** @type {any} */ event) => setQuery({ show: event.target.value === "forSale" ? null : event.target.value })}>
          ${SHOWN.map((each) => html`<option key=${each} value=${each}>${t(each)}</option>`)}</select></label>
    <//>
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} href=${(/** @type {Product} */ row) => `/products/${row.id}`}
      order=${order} file="products" filtered=${NAMES.some((name) => query.has(name))}
      empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />
    ${open === "new" ? html`<${NewProduct} again=${pages.known.again} onClose=${() => setOpen("")} />` : null}
    ${open === "file" ? html`<${ProductFile} again=${pages.known.again} onClose=${() => setOpen("")} />` : null}`;
}

/** @returns {import("../../parts/table.js").Column<Product>[]} */
function columns() {
  return [
    { name: "name", label: t("name"), main: true, order: "NAME", show: (row) => html`${row.name}${row.archivedAt ? html` <${Chip} kind="dim">${t("away")}<//>` : null}`, csv: (row) => row.name },
    { name: "code", label: t("code"), show: (row) => row.code || "–", csv: (row) => row.code },
    { name: "price", label: t("price"), number: true, order: "PRICE", show: (row) => html`<${Money} value=${row.price} />`, csv: (row) => row.price },
    { name: "onHand", label: t("onHand"), number: true, order: "ON_HAND", show: onHand, csv: (row) => row.onHand ?? "" },
    { name: "worth", label: t("worth"), number: true, show: (row) => (row.isStocked ? html`<${Money} value=${row.stockWorth} />` : "–"), csv: (row) => row.stockWorth },
  ];
}

/** @param {Product} row */
function onHand(row) {
  if (!row.isStocked) return "–";
  return html`${bare(row.onHand)}${row.isShort ? html` <${Chip} kind="warn">${t("short")}<//>` : null}`;
}
