// Invitations that nobody has taken yet.

import { html } from "../../vendor/htm-preact.js";
import { act } from "../../client/query.js";
import { t as frame } from "../../frame/texts.js";
import { Chip } from "../../parts/chip.js";
import { confirm } from "../../parts/confirm.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { told } from "../../parts/toast.js";
import { REVOKE } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["OpenInvites"]["data"]["invites"]["nodes"][number]} Invite */

/** @param {{ known: import("../../client/live.js").Known<Operations["OpenInvites"]["data"]> }} props */
export function Invites({ known }) {
  /** @param {Invite} invite */
  async function revoke(invite) {
    const facts = { recipient: invite.recipient };
    if (!(await confirm({ title: t("revokeTitle", facts), says: t("revokeSays"), verb: t("revoke"), danger: true }))) return;
    await told(() => act(REVOKE, { input: { invite: invite.id } }), t("revoked", facts));
    await known.again();
  }
  return html`
    <section class="card">
      <h2>${t("invites")}</h2>
      <${Reading} known=${known} rows=${3}>
        ${(/** @type {Operations["OpenInvites"]["data"]} */ { invites }) => html`
          <${Table} label=${t("invites")} columns=${columns(revoke)} pages=${{ rows: invites.nodes }}
            empty=${html`<${Empty} title=${t("noInvites")}>${t("noInvitesSays")}<//>`} />`}
      <//>
    </section>`;
}

/** @param {(invite: Invite) => void} revoke @returns {import("../../parts/table.js").Column<Invite>[]} */
function columns(revoke) {
  return [
    { name: "recipient", label: t("recipient"), main: true, show: (row) => html`<b>${row.recipient}</b>` },
    { name: "role", label: t("role"), show: (row) => frame(row.role) },
    { name: "by", label: t("by"), show: (row) => row.invitedBy.name },
    { name: "sent", label: t("sent"), show: (row) => html`<${Time} at=${row.createdAt} />` },
    { name: "until", label: t("until"), show: (row) => (Date.parse(row.expiresAt) < Date.now() ? html`<${Chip} kind="dim">${t("lapsed")}<//>` : html`<${Time} at=${row.expiresAt} />`) },
    { name: "verbs", label: t("verbs"), show: (row) => html`<button type="button" class="link" aria-label=${t("revokeNamed", { recipient: row.recipient })} onClick=${() => revoke(row)}>${t("revoke")}</button>` },
  ];
}
