// The lines of a draft: as they are typed, and as the API takes them.

import { html } from "../../vendor/htm-preact.js";
import { cents, decimal, typedAmount } from "../../client/money.js";
import { bare } from "../../client/quantity.js";
import { Refusal } from "../../client/query.js";
import { Field } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { t } from "./texts.js";

/** @typedef {"STANDARD" | "ZERO_RATED" | "EXEMPT"} VatCode */
/** @typedef {{ description: string, quantity: string, unitPrice: string, discount: string, vatCode: VatCode | null, accountCode: string }} Line */

export const VAT_CODES = /** @type {VatCode[]} */ (["STANDARD", "ZERO_RATED", "EXEMPT"]);
export const SALES = "4000";

/** @param {VatCode | null} vatCode @returns {Line} */
export function emptyLine(vatCode) {
  return { description: "", quantity: "1", unitPrice: "", discount: "", vatCode, accountCode: SALES };
}

/**
 * @param {{ index: number, line: Line, amount: string | null, accounts: { code: string, name: string }[] | null, onRemove: (() => void) | null }} props
 *   `amount`: what the server makes of it; `accounts`: null where the account is not asked
 */
export function LineFields({ index, line, amount, accounts, onRemove }) {
  const name = (/** @type {string} */ part) => `lines.${index}.${part}`;
  const discount = isNothing(line.discount) ? "" : line.discount;
  return html`
    <fieldset class="bill-line">
      <legend>${t("line", { number: index + 1 })}</legend>
      <div class="wide-part"><${Field} name=${name("description")} label=${t("description")} value=${line.description} maxlength="200" required autocomplete="off" /></div>
      <${Field} name=${name("quantity")} label=${t("quantity")} inputmode="decimal" value=${bare(line.quantity)} required autocomplete="off" />
      <${Field} name=${name("unitPrice")} label=${t("unitPrice")} inputmode="decimal" value=${line.unitPrice} required autocomplete="off" />
      <${Field} name=${name("discount")} label=${t("discount")} inputmode="decimal" value=${discount} autocomplete="off" />
      <${Field} name=${name("vatCode")} label=${t("vatCode")} value=${line.vatCode ?? ""}
        options=${[{ value: "", label: t("noVat") }, ...VAT_CODES.map((value) => ({ value, label: t(value) }))]} />
      ${accounts ? html`<div class="wide-part"><${Field} name=${name("accountCode")} label=${t("accountCode")} value=${line.accountCode}
        options=${accounts.map(({ code, name: says }) => ({ value: code, label: `${code} ${says}` }))} /></div>` : html`<input type="hidden" name=${name("accountCode")} value=${line.accountCode} />`}
      <p class="line-end">${onRemove ? html`<button type="button" class="link" aria-label=${t("removeLine", { number: index + 1 })} onClick=${onRemove}>${t("remove")}</button>` : null}
        <span>${t("lineAmount")} <b><${Money} value=${amount} /></b></span></p>
    </fieldset>`;
}

/** @param {string} text */
function isNothing(text) {
  return !text || /^0*(\.0*)?$/.test(text);
}

/**
 * The lines as the API takes them, or null while they cannot be read.
 * @param {Record<string, string>} values @param {number} count
 */
export function readLines(values, count) {
  try {
    const lines = linesOf(values, count);
    return lines.every(({ description, quantity }) => description && /^\d+(\.\d{1,3})?$/.test(quantity)) ? lines : null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return null;
  }
}

/** The lines as the API takes them. Throws Refusal for amounts that are none. @param {Record<string, string>} values @param {number} count */
export function linesOf(values, count) {
  const faults = [];
  const lines = [];
  for (let index = 0; index < count; index += 1) {
    const said = (/** @type {string} */ name) => (values[`lines.${index}.${name}`] ?? "").trim();
    const unitPrice = typedAmount(said("unitPrice"));
    const discount = isNothing(said("discount")) ? decimal(cents("0")) : typedAmount(said("discount"));
    if (unitPrice === null) faults.push({ code: "BAD_AMOUNT", field: ["lines", String(index), "unitPrice"], message: t("badPrice") });
    if (discount === null) faults.push({ code: "BAD_AMOUNT", field: ["lines", String(index), "discount"], message: t("badPrice") });
    lines.push({
      description: said("description"), quantity: said("quantity").replace(",", "."), unitPrice: unitPrice ?? "", discount: discount ?? "",
      vatCode: VAT_CODES.find((code) => code === said("vatCode")) ?? null, accountCode: said("accountCode") || SALES,
    });
  }
  if (faults.length) throw new Refusal(faults);
  return lines;
}
