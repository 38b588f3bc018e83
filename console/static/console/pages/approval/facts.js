// The facts of what will happen, all of them, as an outline: nothing is left out that the digest is made of.

import { html } from "../../vendor/htm-preact.js";
import { Money } from "../../parts/money.js";
import { t } from "./texts.js";

/** @typedef {{ path: readonly string[], text?: string | null, flag?: boolean | null, amount?: string | null }} Fact */

/** @param {{ facts: readonly Fact[] }} props */
export function Facts({ facts }) {
  return html`
    <dl class="facts">
      ${facts.map((fact) => html`
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
  return text || html`<span class="none">${t("none")}</span>`;
}
