// Who works here, in which role, and who is invited.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { dayOf } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { act } from "../../client/query.js";
import { place } from "../../frame/router.js";
import { begin, business, may } from "../../frame/session.js";
import { t as frame } from "../../frame/texts.js";
import { Chip } from "../../parts/chip.js";
import { confirm } from "../../parts/confirm.js";
import { ChoiceFilter, Filters, TextFilter } from "../../parts/filters.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Day } from "../../parts/time.js";
import { told } from "../../parts/toast.js";
import { LEAVE } from "../account/operations.js";
import { Tabs } from "../settings/tabs.js";
import { InviteMember } from "./invite.js";
import { Invites } from "./invites.js";
import { MEMBERS, OPEN_INVITES, REMOVE } from "./operations.js";
import { Roles, ROLES } from "./roles.js";
import { t } from "./texts.js";

/** @typedef {Operations["Members"]["data"]["members"]["nodes"][number]} Member */

const NAMES = ["text", "role"];

export function Page() {
  const [open, setOpen] = useState(false);
  const manages = may("member.manage");
  const invites = useQuery(OPEN_INVITES, manages && business.value ? { business: business.value.id } : null);
  return html`
    <${Tabs} />
    <div class="page-head"><p class="fine">${t("says")}</p>
      ${manages ? html`<button type="button" class="end" onClick=${() => setOpen(true)}>${t("invite")}</button>` : null}</div>
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} />
      <${ChoiceFilter} name="role" label=${t("role")} options=${ROLES.map((value) => ({ value, label: frame(value) }))} />
    <//>
    <${Members} />
    ${manages ? html`<${Invites} known=${invites} />` : null}
    <${Roles} />
    ${open ? html`<${InviteMember} again=${invites.again} onClose=${() => setOpen(false)} />` : null}`;
}

function Members() {
  const { query } = place.value;
  const order = orderOf(query, "CREATED_AT", "ASC");
  const role = query.get("role");
  const filter = { text: query.get("text"), roles: role ? [role] : null };
  const here = business.value;
  const pages = useConnection(MEMBERS, here && { business: here.id, filter, orderBy: order }, (data) => data.members);

  /** @param {Member} member */
  async function remove(member) {
    const facts = { name: member.person.name, role: frame(member.role), business: here?.name ?? "" };
    if (!(await confirm({ title: t("removeTitle", facts), says: t("removeSays", facts), verb: t("removeVerb"), danger: true }))) return;
    await told(() => act(REMOVE, { input: { membership: member.id } }), t("removed", facts));
    await pages.known.again();
    if (member.person.isMe) await begin();
  }
  async function leave() {
    if (!here) return;
    const facts = { business: here.name };
    if (!(await confirm({ title: t("leaveTitle", facts), says: t("leaveSays"), verb: t("leave"), danger: true }))) return;
    await told(() => act(LEAVE, { input: { business: here.id } }), t("left", facts));
    await begin();
  }
  return html`
    <${Table} label=${t("title")} columns=${columns({ remove, leave })} pages=${pages} order=${order} file="members"
      filtered=${NAMES.some((name) => query.has(name))} empty=${html`<${Empty} title=${t("nothing")} />`} />`;
}

/** @param {{ remove: (member: Member) => void, leave: () => void }} verbs @returns {import("../../parts/table.js").Column<Member>[]} */
function columns({ remove, leave }) {
  /** @type {import("../../parts/table.js").Column<Member>[]} */
  const shown = [
    { name: "name", label: t("name"), main: true, show: (row) => html`<b>${row.person.name}</b>${row.person.isMe ? html` <${Chip}>${t("you")}<//>` : null}`, csv: (row) => row.person.name },
    { name: "username", label: t("username"), show: (row) => row.username ?? "–", csv: (row) => row.username ?? "" },
    { name: "role", label: t("role"), order: "ROLE", show: (row) => frame(row.role), csv: (row) => row.role },
    { name: "since", label: t("since"), order: "CREATED_AT", show: (row) => html`<${Day} day=${dayOf(row.createdAt)} long />`, csv: (row) => row.createdAt },
    { name: "verbs", label: t("verbs"), show: (row) => {
      if (row.role === "PLAYER") return null;
      if (row.person.isMe) return html`<button type="button" class="link" onClick=${leave}>${t("leave")}</button>`;
      return may("member.manage") ? html`<button type="button" class="link" aria-label=${t("removeNamed", { name: row.person.name, role: frame(row.role) })} onClick=${() => remove(row)}>${t("remove")}</button>` : null;
    } },
  ];
  return shown;
}
