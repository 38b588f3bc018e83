// The facts of what will happen, all of them, as an outline: nothing is left out that the digest is made of but an
// empty amount of the request itself, which would contradict the amount among its facts.

import { html } from "../../vendor/htm-preact.js";
import { Money } from "../../parts/money.js";
import { Time } from "../../parts/time.js";
import { t } from "./texts.js";

/** @typedef {{ path: readonly string[], text?: string | null, flag?: boolean | null, amount?: string | null }} Fact */

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** @param {{ facts: readonly Fact[] }} props */
export function Facts({ facts }) {
  return html`
    <dl class="facts">
      ${facts.filter((fact) => fact.amount || fact.path.join(".") !== "amount").map((fact) => html`
        <dt key=${`${fact.path.join(".")} name`}>${named(fact.path)}</dt>
        <dd key=${fact.path.join(".")}>${said(fact)}</dd>`)}
    </dl>`;
}

/** "facts", "lines", "0", "debit" is "Lines 1: debit". @param {readonly string[]} path */
function named(path) {
  const steps = path[0] === "facts" ? path.slice(1) : path;
  const words = steps.map((step) => (/^\d+$/.test(step) ? String(BigInt(step) + 1n) : step.replaceAll("_", " ")));
  const text = words.slice(0, -1).join(" ");
  const whole = text ? `${text}: ${words.at(-1)}` : (words.at(-1) ?? "");
  return whole.charAt(0).toUpperCase() + whole.slice(1);
}

/** @param {Fact} fact */
function said({ text, flag, amount }) {
  if (amount) return html`<${Money} value=${amount} currency />`;
  if (typeof flag === "boolean") return t(flag ? "yes" : "no");
  if (text && MOMENT.test(text)) return html`<${Time} at=${text} />`;
  return text || html`<span class="none">${t("none")}</span>`;
}
