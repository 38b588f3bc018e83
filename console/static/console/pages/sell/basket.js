// The basket: how many of each, and what it comes to.

import { html } from "../../vendor/htm-preact.js";
import { shown } from "../../client/money.js";
import { Icon } from "../../parts/icon.js";
import { Money } from "../../parts/money.js";
import { t } from "./texts.js";
import { basket, lineTotal, setBasket, setQuantity, totalOf } from "./till.js";
import { quantityText, thousandths } from "../../client/quantity.js";

/** @param {{ onCharge: () => void, onAccount: () => void }} props */
export function Basket({ onCharge, onAccount }) {
  const lines = basket.value;
  if (!lines.length) return html`<p class="fine till-empty">${t("emptyBasket")}</p>`;
  return html`
    <section class="till-basket" aria-label=${t("basket")}>
      <ul>
        ${lines.map((line, index) => html`
          <li key=${line.product}>
            <span class="till-name">${line.name}<small class="fine"><${Money} value=${line.price} /></small></span>
            <span class="till-count">
              <button type="button" class="quiet" aria-label=${t("fewer", { name: line.name })} onClick=${() => step(index, -1000n)}>−</button>
              <input inputmode="decimal" aria-label=${t("howMany", { name: line.name })} value=${line.quantity} autocomplete="off"
                onChange=${(/** @type {any} */ event) => setQuantity(index, event.currentTarget.value)} />
              <button type="button" class="quiet" aria-label=${t("more", { name: line.name })} onClick=${() => step(index, 1000n)}>+</button>
            </span>
            <b class="till-sum"><${Money} value=${lineTotal(line)} /></b>
          </li>`)}
      </ul>
      <div class="till-charge">
        <button type="button" class="icon-button" aria-label=${t("emptyIt")} onClick=${() => setBasket([])}><${Icon} name="close" /></button>
        <button type="button" class="quiet" onClick=${onAccount}>${t("onAccount")}</button>
        <button type="button" class="till-big" onClick=${onCharge}>${t("charge", { total: shown(totalOf(lines)) })}</button>
      </div>
    </section>`;
}

/** @param {number} index @param {bigint} by thousandths */
function step(index, by) {
  const count = (thousandths(basket.value[index]?.quantity ?? "0") ?? 0n) + by;
  setQuantity(index, count > 0n ? quantityText(count) : "0");
}
