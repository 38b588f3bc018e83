// What each role may do, in words: from the table that decides which buttons are drawn.

import { html } from "../../vendor/htm-preact.js";
import { RIGHTS } from "../../frame/rights.js";
import { t as frame } from "../../frame/texts.js";
import { t } from "./texts.js";

export const STAFF = /** @type {const} */ (["OWNER", "ACCOUNTANT", "CASHIER", "APPROVER", "AUDITOR", "MARKET_OPERATOR"]);
export const ROLES = /** @type {const} */ ([...STAFF, "PLAYER"]);

/** Everybody may see where they are. */
const PLAIN = "business.read";

/** The rights of a role, those that change something first. @param {string} role */
function rightsOf(role) {
  const held = Object.keys(RIGHTS).filter((right) => right !== PLAIN && RIGHTS[right]?.includes(role));
  return [...held.filter((right) => !right.endsWith(".read")), ...held.filter((right) => right.endsWith(".read"))];
}

export function Roles() {
  return html`
    <section class="card"><h2>${t("roles")}</h2><p class="fine">${t("rolesSay")}</p>
      ${ROLES.map((role) => html`
        <details key=${role} class="role"><summary><b>${frame(role)}</b> ${t(`about.${role}`)}</summary>
          <ul class="bullets">${rightsOf(role).map((right) => html`<li key=${right}>${t(/** @type {any} */ (`right.${right}`))}</li>`)}</ul></details>`)}
    </section>`;
}

/** One line about a role, for who chooses it. @param {string} role */
export const about = (role) => t(/** @type {any} */ (`about.${role}`));
