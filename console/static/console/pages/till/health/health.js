// How a till is: one word with the worst finding, and on its page every finding with what to do.

import { html } from "../../../vendor/htm-preact.js";
import { business, may } from "../../../frame/session.js";
import { Chip } from "../../../parts/chip.js";
import { Time } from "../../../parts/time.js";
import { t } from "./texts.js";

/** @typedef {Operations["SettingsTills"]["data"]["tills"]["nodes"][number]} Listed */
/** @typedef {Listed["health"]["findings"][number]} Finding */
/** @typedef {"good" | "busy" | "warn" | "bad" | "dim"} Word */

/** Bad: money is not announced or cannot be asked for. @type {Record<Finding, Word>} */
const WORDS = {
  INACTIVE: "dim", BASE_URL_NOT_HTTPS: "bad", TOKEN_FAILS: "bad", URLS_NOT_REGISTERED: "bad", URLS_ELSEWHERE: "bad",
  FORMER_ADDRESS_OPEN: "busy", CALLBACKS_LOST: "warn", CREDENTIALS_OLD: "warn", APP_SLOW: "busy", ALERTS_OPEN: "warn",
};

/** The gravest finding; null when all is well. @param {Pick<Listed, "health">} till @returns {Finding | null} */
export const worst = ({ health }) => health.findings[0] ?? null;

/** In one word, and of what. @param {{ till: Pick<Listed, "health" | "pause"> }} props */
export function Health({ till }) {
  const found = worst(till);
  const word = found ? WORDS[found] : "good";
  return html`
    <${Chip} kind=${word}>${t(word)}<//>
    ${found && found !== "INACTIVE" ? html`<small class="fine"> ${t(found)}</small>` : null}
    ${till.pause ? html`<small class="fine" title=${till.pause.reason}> ${t("paused")}</small>` : null}`;
}

/** @param {{ till: import("../page.js").Till }} props */
export function Findings({ till }) {
  const { health } = till;
  const facts = { days: health.credentialsDays, lost: health.callbacksLost, due: health.callbacksDue, open: health.openAlerts, code: health.tokenFailure, address: health.presentAddress };
  const heard = /** @type {const} */ (["lastConfirmationAt", "lastValidationAt", "lastPushAt", "lastResultAt", "lastQueryAt", "tokenGotAt"]);
  return html`
    <section class="card">
      <header class="page-head"><h2>${t("health")}</h2><span class="end"><${Health} till=${till} /></span></header>
      ${health.findings.length ? null : html`<p>${t("well")}</p>`}
      ${health.findings.map((found) => html`
        <div key=${found} class=${`note ${WORDS[found] === "bad" ? "bad" : WORDS[found] === "warn" ? "warn" : ""}`}>
          <p><b>${t(found)}</b> ${t(`${found}_DO`, facts)} ${found === "APP_SLOW" && health.slowUntil ? html`<${Time} at=${health.slowUntil} />` : null}
            ${found === "ALERTS_OPEN" && business.value ? html`<a href="/alerts?state=open">${t("seeAlerts")}</a>` : null}</p>
        </div>`)}
      ${health.findings.length && !may("till.manage") ? html`<p>${t("forOwner")}</p>` : null}
      <dl class="facts">
        ${heard.map((name) => html`<dt key=${name}>${t(name)}</dt><dd>${health[name] ? html`<${Time} at=${health[name]} />` : "–"}</dd>`)}
      </dl>
      <p class="fine">${t("heardSays")}</p>
    </section>`;
}
