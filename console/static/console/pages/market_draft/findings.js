// What keeps a draft from being opened, as the server found it when the draft was last kept.

import { createContext } from "../../vendor/preact.js";
import { html } from "../../vendor/htm-preact.js";
import { useContext } from "../../vendor/preact-hooks.js";
import { Icon } from "../../parts/icon.js";
import { t } from "./texts.js";

/** @typedef {{ code: string, field: readonly string[], message: string }} Finding */
/** `doubts`: what is allowed and still odd; `touched`: the fields that were changed since. @typedef {{ findings: readonly Finding[], doubts: readonly Finding[], touched: Set<string> }} Around */

export const Findings = createContext(/** @type {Around} */ ({ findings: [], doubts: [], touched: new Set() }));

/** Where a problem belongs whose path is no field here. @type {Record<string, string>} */
export const PLACES = { feeBps: "fee" };

/** @param {Finding} finding */
export const fieldOfFinding = ({ field }) => field[0] ?? "";

/** What is asked, in the language of the page where it is known. @param {Finding} finding */
export function findingSaid(finding) {
  const key = finding.code === "RULE_MISSING" ? `lint_${fieldOfFinding(finding)}` : `lint_${finding.code}`;
  const said = t(/** @type {Parameters<typeof t>[0]} */ (key));
  return said === key ? finding.message : said;
}

/** A field with what was found about it. @param {{ name: string, children?: any }} props */
export function Checked({ name, children }) {
  const { findings, touched } = useContext(Findings);
  const mine = findings.filter((each) => fieldOfFinding(each) === name);
  const changed = [...touched].some((each) => each === name || each.startsWith(`${name}.`));
  return html`
    <div class="checked" data-found=${mine.length > 0}>
      <div>${children}</div>
      ${mine.map((each) => html`<p key=${each.code} class="finding" data-changed=${changed} id=${`finding-${name}`}><${Icon} name=${changed ? "repeat" : "alert"} />${changed ? t("changed") : findingSaid(each)}</p>`)}
    </div>`;
}

/** What is odd and opens all the same, each leading to its field. */
export function DoubtList() {
  const { doubts } = useContext(Findings);
  if (!doubts.length) return null;
  return html`<p>${t("doubts")}</p><ul class="findings doubts"><${Listed} found=${doubts} /></ul>`;
}

/** @param {{ found: readonly Finding[] }} props */
function Listed({ found }) {
  /** @param {string} name */
  function show(name) {
    const field = document.querySelector(`[name="${PLACES[name] ?? name}"], [name="${name}.0"]`);
    if (field instanceof HTMLElement) field.focus();
  }
  return found.map((each) => html`
    <li key=${`${each.code} ${fieldOfFinding(each)}`}><button type="button" class="link" onClick=${() => show(fieldOfFinding(each))}>${findingSaid(each)}</button></li>`);
}

/** All of it, each leading to its field. */
export function FindingList() {
  const { findings } = useContext(Findings);
  if (!findings.length) return html`<p class="fine">${t("nothingMissing")}</p>`;
  return html`
    <p>${t(findings.length === 1 ? "oneMissing" : "missing", { count: findings.length })}</p>
    <ul class="findings"><${Listed} found=${findings} /></ul>`;
}
