// The lines of what a plan costs, as many as are needed; and how they are sent.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { typedAmount } from "../../client/money.js";
import { bare } from "../../client/quantity.js";
import { Refusal } from "../../client/query.js";
import { Field } from "../../parts/form.js";
import { t } from "./texts.js";

/** @typedef {{ description: string, quantity: string, unitPrice: string, vatCode: "STANDARD" | "ZERO_RATED" | "EXEMPT" | null }} Line */

const CODES = /** @type {const} */ (["STANDARD", "ZERO_RATED", "EXEMPT"]);

/** @param {{ from?: Line[], includes?: boolean }} props `from`: what they begin with */
export function PlanLines({ from = [], includes = true }) {
  const [lines, setLines] = useState(from.length ? from.map((_, index) => index) : [0]);
  return html`
    ${lines.map((line, index) => html`
      <fieldset key=${line} class="line">
        <legend>${t("line", { number: index + 1 })}</legend>
        <${Field} name=${`lines.${index}.description`} label=${t("description")} value=${from[line]?.description ?? ""} maxlength="150" required autocomplete="off" />
        <${Field} name=${`lines.${index}.quantity`} label=${t("quantity")} inputmode="decimal" value=${from[line] ? bare(from[line].quantity) : "1"} required />
        <${Field} name=${`lines.${index}.unitPrice`} label=${t("unitPrice")} inputmode="decimal" value=${from[line]?.unitPrice ?? ""} required />
        <${Field} name=${`lines.${index}.vatCode`} label=${t("vat")} value=${from[line]?.vatCode ?? ""} options=${[{ value: "", label: t("NONE") }, ...CODES.map((value) => ({ value, label: t(value) }))]} />
        ${lines.length > 1 ? html`<button type="button" class="link" aria-label=${t("removeLine", { number: index + 1 })} onClick=${() => setLines(lines.filter((each) => each !== line))}>×</button>` : null}
      </fieldset>`)}
    <p><button type="button" class="quiet" onClick=${() => setLines([...lines, Math.max(...lines) + 1])}>${t("addLine")}</button></p>
    <${Field} name="includes" label=${t("includes")} value=${includes ? "INSIDE" : "ON_TOP"} options=${[{ value: "INSIDE", label: t("INSIDE") }, { value: "ON_TOP", label: t("ON_TOP") }]} />`;
}

/** The lines as the API takes them. Throws Refusal for prices that are none. @param {Record<string, string>} values */
export function linesOf(values) {
  const faults = [];
  const lines = [];
  for (let index = 0; `lines.${index}.description` in values; index += 1) {
    const of = (/** @type {string} */ name) => values[`lines.${index}.${name}`] ?? "";
    const unitPrice = typedAmount(of("unitPrice"));
    if (unitPrice === null) faults.push({ code: "BAD_AMOUNT", field: ["lines", String(index), "unitPrice"], message: t("badPrice") });
    const vatCode = CODES.find((each) => each === of("vatCode")) ?? null;
    lines.push({ description: of("description"), quantity: of("quantity").replace(",", "."), unitPrice: unitPrice ?? "", vatCode });
  }
  if (faults.length) throw new Refusal(faults);
  return { lines, pricesIncludeVat: values.includes !== "ON_TOP" };
}
