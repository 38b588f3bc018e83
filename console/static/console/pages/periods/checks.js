// What must hold before a period is closed, and what to do about what does not.

import { html } from "../../vendor/htm-preact.js";
import { Icon } from "../../parts/icon.js";
import { t } from "./texts.js";

/** @typedef {Operations["Periods"]["data"]["nextPeriod"]["checks"][number]} Check */

const KNOWN = /** @type {const} */ (["trial_balance", "sealed", "receipts_routed", "suspense", "year_before", "proved", "payouts_known", "float_arrived"]);
/** Where the work is done. @type {Record<string, string>} */
const PLACES = { receipts_routed: "/collections", suspense: "/suspense", proved: "/reconciliation", payouts_known: "/payouts/unknown", float_arrived: "/payouts/moves" };
/** Closing itself does it, or a comment answers it: what does not hold now need not keep anybody. */
const SOFT = ["sealed", "suspense", "float_arrived"];

/** Those that keep the period open whatever is said. @param {readonly Check[]} checks */
export function hard(checks) {
  return checks.filter(({ name, holds }) => !holds && !SOFT.includes(name));
}

/** @param {{ checks: readonly Check[] }} props */
export function Checks({ checks }) {
  return html`<ul class="checks" aria-label=${t("checks")}>
    ${checks.map((check) => html`
      <li key=${check.name} data-kind=${check.holds ? "good" : SOFT.includes(check.name) ? "warn" : "bad"}>
        <${Icon} name=${check.holds ? "check" : "alert"} label=${t(check.holds ? "holds" : "holdsNot")} />
        <div><b>${named(check.name)}</b>
          ${check.holds ? null : html`<p>${check.problem}</p><p class="fine">${whatToDo(check.name)} ${PLACES[check.name] ? html`<a href=${PLACES[check.name]}>${t("goThere")}</a>` : null}</p>`}
          ${check.note ? html`<p class="fine">${check.note}</p>` : null}</div>
      </li>`)}
  </ul>`;
}

/** @param {string} name */
function named(name) {
  const known = KNOWN.find((each) => each === name);
  return known ? t(known) : name.replaceAll("_", " ");
}

/** @param {string} name */
function whatToDo(name) {
  const known = KNOWN.find((each) => each === name);
  return known ? t(`${known}_do`) : "";
}
