// What can be sold: a search and a grid; a barcode that is scanned and ends in Enter goes into the basket at once.

import { html } from "../../vendor/htm-preact.js";
import { useEffect, useRef, useState } from "../../vendor/preact-hooks.js";
import { useFollow, useGathered, useQuery } from "../../client/live.js";
import { bare } from "../../client/quantity.js";
import { business } from "../../frame/session.js";
import { Money } from "../../parts/money.js";
import { Empty, Loading } from "../../parts/states.js";
import { CATALOGUE, PRODUCTS_CHANGED } from "./operations.js";
import { t } from "./texts.js";
import { add } from "./till.js";

/** @typedef {Operations["Catalogue"]["data"]["products"]["nodes"][number]} Product */

export function Catalogue() {
  const [typed, setTyped] = useState("");
  const [text, setText] = useState("");
  const timer = useRef(0);
  const id = business.value?.id ?? "";
  const known = useQuery(CATALOGUE, { business: id, text: text || null });
  useFollow(PRODUCTS_CHANGED, { business: id }, useGathered(known.again, 2_000));
  useEffect(() => () => clearTimeout(timer.current), []);
  const rows = known.data?.products.nodes ?? [];

  /** @param {any} event */
  function type(event) {
    setTyped(event.currentTarget.value);
    clearTimeout(timer.current);
    const wanted = event.currentTarget.value.trim();
    timer.current = setTimeout(() => setText(wanted), 250);
  }
  /** @param {KeyboardEvent} event */
  function enter(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const exact = rows.find((row) => row.code && row.code === typed.trim());
    const chosen = exact ?? (rows.length === 1 ? rows[0] : null);
    if (!chosen) return setText(typed.trim());
    add(chosen);
    setTyped("");
    setText("");
  }
  return html`
    <div class="till-catalogue">
      <input type="search" aria-label=${t("search")} placeholder=${t("search")} value=${typed} autocomplete="off" onInput=${type} onKeyDown=${enter} />
      ${known.data === null ? html`<${Loading} rows=${4} />` : rows.length === 0 ? html`<${Empty} title=${t("nothingFound")} />` : html`
        <ul class="till-grid" aria-label=${t("products")}>
          ${rows.map((row) => html`<li key=${row.id}><button type="button" class="till-product" onClick=${() => add(row)}>
            <span>${row.name}</span><b><${Money} value=${row.price} /></b>
            ${row.isStocked ? html`<small class=${row.isShort ? "short" : "fine"}>${t("left", { count: bare(row.onHand) })}</small>` : null}</button></li>`)}
        </ul>`}
    </div>`;
}
