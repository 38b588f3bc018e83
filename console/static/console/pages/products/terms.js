// The fields that say what a product is sold as; its own page has them too.

import { html } from "../../vendor/htm-preact.js";
import { typedAmount } from "../../client/money.js";
import { refusal } from "../../client/query.js";
import { Field } from "../../parts/form.js";
import { t } from "./texts.js";

/** @typedef {{ name: string, code: string, price: string, cost: string, vatCode: string, incomeAccount: string, isStocked: boolean }} Terms */

/** @param {{ product?: Terms }} props */
export function TermFields({ product }) {
  const yesNo = [{ value: "no", label: t("no") }, { value: "yes", label: t("yes") }];
  return html`
    <${Field} name="name" label=${t("name")} value=${product?.name} maxlength="120" required autofocus autocomplete="off" />
    <${Field} name="price" label=${t("price")} value=${product?.price} inputmode="decimal" required autocomplete="off" />
    <${Field} name="cost" label=${t("cost")} value=${product?.cost ?? "0"} inputmode="decimal" autocomplete="off" />
    <${Field} name="code" label=${t("code")} value=${product?.code} maxlength="40" autocomplete="off" />
    <${Field} name="vatCode" label=${t("vat")} value=${product?.vatCode} options=${vatCodes()} />
    <${Field} name="isStocked" label=${t("stocked")} value=${product?.isStocked ? "yes" : "no"} options=${yesNo} />
    <${Field} name="incomeAccount" label=${t("income")} value=${product?.incomeAccount ?? "4000"} maxlength="40" autocomplete="off" />`;
}

/** What the fields say, as the server wants it. Throws Refusal. @param {Record<string, string>} values */
export function termsOf(values) {
  const price = typedAmount(values.price ?? "");
  if (price === null) throw refusal("BAD_AMOUNT", t("badAmount"), ["price"]);
  const cost = costTyped(values.cost ?? "");
  if (cost === null) throw refusal("BAD_AMOUNT", t("badAmount"), ["cost"]);
  return {
    name: values.name ?? "",
    price,
    cost,
    code: values.code ?? "",
    vatCode: /** @type {"STANDARD" | "ZERO_RATED" | "EXEMPT"} */ (values.vatCode || "STANDARD"),
    isStocked: values.isStocked === "yes",
    incomeAccount: values.incomeAccount || "4000",
  };
}

/** What a cost is typed as: nothing is none. @param {string} typed */
export function costTyped(typed) {
  return /^[\s0.]*$/.test(typed) ? "0.00" : typedAmount(typed);
}

export const VAT_CODES = /** @type {const} */ (["STANDARD", "ZERO_RATED", "EXEMPT"]);
const vatCodes = () => VAT_CODES.map((value) => ({ value, label: t(value) }));
