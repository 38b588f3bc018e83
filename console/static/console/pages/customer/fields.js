// What is known of a customer, as fields of a form: for a new one and for one that is put right.

import { html } from "../../vendor/htm-preact.js";
import { typedAmount } from "../../client/money.js";
import { Refusal } from "../../client/query.js";
import { Field } from "../../parts/form.js";
import { t } from "./texts.js";

/**
 * @typedef {object} Known
 * @property {string} name
 * @property {string | null} phone
 * @property {string[]} otherPhones
 * @property {string | null} kraPin
 * @property {string | null} email
 * @property {string | null} externalRef
 * @property {string[]} tags
 * @property {string | null} creditLimit
 */

/** Where a problem belongs that names one of several numbers. */
export const NAMES = Object.fromEntries([0, 1, 2, 3, 4].map((place) => [`otherPhones.${place}`, "otherPhones"]));

/** @param {{ known?: Known }} props */
export function CustomerFields({ known }) {
  return html`
    <${Field} name="name" label=${t("name")} hint=${t("nameHint")} value=${known?.name} maxlength="120" required autofocus autocomplete="off" />
    <${Field} name="phone" label=${t("phone")} hint=${t("phoneHint")} value=${known?.phone ?? ""} type="tel" autocomplete="off" />
    <${Field} name="otherPhones" label=${t("otherPhones")} hint=${t("otherPhonesHint")} value=${known?.otherPhones.join(", ")} inputmode="tel" autocomplete="off" />
    <${Field} name="email" label=${t("email")} value=${known?.email ?? ""} type="email" maxlength="254" autocomplete="off" />
    <${Field} name="kraPin" label=${t("kraPin")} hint=${t("kraPinHint")} value=${known?.kraPin ?? ""} maxlength="16" autocomplete="off" />
    <${Field} name="tags" label=${t("tags")} hint=${t("tagsHint")} value=${known?.tags.join(", ")} autocomplete="off" />
    <${Field} name="creditLimit" label=${t("creditLimit")} hint=${t("creditLimitHint")} value=${known?.creditLimit ?? ""} inputmode="decimal" autocomplete="off" />
    <${Field} name="externalRef" label=${t("externalRef")} hint=${t("externalRefHint")} value=${known?.externalRef ?? ""} maxlength="40" autocomplete="off" />`;
}

/** The facts as the API takes them; what is empty is none. Throws Refusal for a limit that is no amount. @param {Record<string, string>} values */
export function saidIn(values) {
  const text = (/** @type {string} */ name) => (values[name] ?? "").trim();
  const several = (/** @type {string} */ name) => text(name).split(/[,;]/).map((each) => each.trim()).filter(Boolean);
  return {
    name: text("name"),
    phone: text("phone") || null,
    otherPhones: several("otherPhones"),
    email: text("email") || null,
    kraPin: text("kraPin") || null,
    tags: several("tags"),
    creditLimit: limitIn(text("creditLimit")),
    externalRef: text("externalRef") || null,
  };
}

/** @param {string} typed */
function limitIn(typed) {
  if (!typed) return null;
  const amount = /^0+(\.0{1,2})?$/.test(typed) ? "0.00" : typedAmount(typed);
  if (amount === null) throw new Refusal([{ code: "BAD_AMOUNT", field: ["creditLimit"], message: t("badLimit") }]);
  return amount;
}
