// Somebody has invited the person who is signed in: said once on every page, until it is answered.

import { html } from "../vendor/htm-preact.js";
import { useQuery } from "../client/live.js";
import { MY_INVITATIONS } from "./operations.js";
import { place } from "./router.js";
import { me } from "./session.js";
import { t } from "./texts.js";

/** Where an invitation is answered anyway. */
const THERE = new Set(["/account", "/join"]);

export function Invited() {
  const there = THERE.has(place.value.path);
  const known = useQuery(MY_INVITATIONS, me.value?.username && !there ? {} : null);
  const first = known.data?.myInvitations.nodes[0];
  if (there || !first) return null;
  return html`<div class="note invited no-print"><p>${t("invited", { business: first.businessName, by: first.invitedBy.name })}</p>
    <a href="/account">${t("answer")}</a></div>`;
}
