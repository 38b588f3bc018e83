// The businesses in which one has a role, and the invitations to others.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { act } from "../../client/query.js";
import { begin } from "../../frame/session.js";
import { confirm } from "../../parts/confirm.js";
import { Time } from "../../parts/time.js";
import { told } from "../../parts/toast.js";
import { OpenBusiness } from "../business/open.js";
import { ACCEPT, DECLINE, LEAVE } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["Account"]["data"]["myInvitations"]["nodes"]} Offers */
/** @typedef {import("./page.js").Mine["memberships"]["nodes"]} Memberships */

/** @param {{ invitations: Offers, again: () => Promise<void> }} props */
export function Invitations({ invitations, again }) {
  /** @param {Offers[number]} invitation @param {boolean} yes */
  async function answer({ id, businessName }, yes) {
    await told(() => act(yes ? ACCEPT : DECLINE, { input: { invitation: id } }), t(yes ? "joined" : "declined", { business: businessName }));
    await again();
    if (yes) await begin();
  }
  return html`
    <section class="card" aria-labelledby="invitations-title">
      <h2 id="invitations-title">${t("invitations")}</h2>
      ${invitations.length ? null : html`<p class="fine">${t("noInvitations")}</p>`}
      <ul class="lines" id="invitations">
        ${invitations.map((invitation) => html`
          <li key=${invitation.id}>
            <div><b>${invitation.businessName}</b><br /><small>${t("offer", { role: t(invitation.role), by: invitation.invitedBy.name })} <${Time} at=${invitation.expiresAt} /></small></div>
            <span class="end">
              <button type="button" onClick=${() => answer(invitation, true)}>${t("accept")}</button>
              <button type="button" class="quiet" onClick=${() => answer(invitation, false)}>${t("decline")}</button>
            </span>
          </li>`)}
      </ul>
      <p class="fine"><a href="/join">${t("byToken")}</a></p>
    </section>`;
}

/** @param {{ memberships: Memberships, again: () => Promise<void>, opens: boolean }} props `opens`: may open another */
export function Businesses({ memberships, again, opens }) {
  const [open, setOpen] = useState(false);
  const places = [...new Map(memberships.map(({ business }) => [business.id, business])).values()];
  /** @param {Memberships[number]["business"]} business */
  async function leave({ id, name }) {
    if (!(await confirm({ title: t("leaveTitle", { business: name }), says: t("leaveSays"), verb: t("leave"), danger: true }))) return;
    await told(() => act(LEAVE, { input: { business: id } }), t("left", { business: name }));
    await again();
    await begin();
  }
  return html`
    <section class="card" aria-labelledby="businesses-title">
      <header class="page-head"><h2 id="businesses-title">${t("businesses")}</h2>
        ${opens ? html`<button type="button" class="quiet end" onClick=${() => setOpen(true)}>${t("openBusiness")}</button>` : null}</header>
      ${places.length ? null : html`<p class="fine">${t("noBusinesses")}</p>`}
      <ul class="lines" id="businesses">
        ${places.map((place) => {
          const held = memberships.filter(({ business }) => business.id === place.id);
          return html`
            <li key=${place.id}>
              <div><b>${place.name}</b><br /><small>${held.map(({ role }) => t(role)).join(", ")}</small></div>
              ${held.some(({ role }) => role !== "PLAYER") ? html`<button type="button" class="quiet end" onClick=${() => leave(place)}>${t("leave")}</button>` : null}
            </li>`;
        })}
      </ul>
    </section>
    ${open ? html`<${OpenBusiness} onClose=${() => setOpen(false)} />` : null}`;
}
