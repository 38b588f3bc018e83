// Who is told of alerts, how, and when not.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useConnection } from "../../client/pages.js";
import { act } from "../../client/query.js";
import { remedyOf } from "../../frame/remedies.js";
import { business, may } from "../../frame/session.js";
import { confirm } from "../../parts/confirm.js";
import { Empty } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { told } from "../../parts/toast.js";
import { Tabs } from "../settings/tabs.js";
import { QuietHours, Recipient } from "./edit.js";
import { RECIPIENTS, REMOVE, TEST } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["AlertRecipients"]["data"]["alertRecipients"]["nodes"][number]} Row */

export function Page() {
  const [open, setOpen] = useState(false);
  const [quiet, setQuiet] = useState(/** @type {Row | null} */ (null));
  const manages = may("business.manage");
  const pages = useConnection(RECIPIENTS, business.value && { business: business.value.id }, (data) => data.alertRecipients);
  const { again } = pages.known;

  /** @param {Row} row */
  async function remove(row) {
    const facts = { name: row.person.name };
    if (!(await confirm({ title: t("removeTitle", facts), says: t("removeSays", facts), verb: t("remove"), danger: true }))) return;
    await told(() => act(REMOVE, { input: { recipient: row.id } }), t("removed", facts));
    await again();
  }
  /** @param {Row} row */
  const test = (row) => told(() => act(TEST, { input: { recipient: row.id } }), t("tested", { address: row.address }));
  const nobody = html`<${Empty} title=${t("nobody")}>${t("nobodySays")}<//>`;
  return html`
    <${Tabs} />
    <div class="page-head"><p class="fine">${t("says")}</p>
      ${manages ? html`<button type="button" class="end" onClick=${() => setOpen(true)}>${t("add")}</button>` : null}</div>
    <${Table} label=${t("title")} columns=${columns({ manages, remove, test, quiet: setQuiet })} pages=${pages} empty=${nobody} />
    ${open ? html`<${Recipient} again=${again} onClose=${() => setOpen(false)} />` : null}
    ${quiet ? html`<${QuietHours} row=${quiet} again=${again} onClose=${() => setQuiet(null)} />` : null}`;
}

/**
 * @param {{ manages: boolean, remove: (row: Row) => void, test: (row: Row) => void, quiet: (row: Row) => void }} verbs
 * @returns {import("../../parts/table.js").Column<Row>[]}
 */
function columns({ manages, remove, test, quiet }) {
  return [
    { name: "name", label: t("name"), main: true, show: (row) => html`<b>${row.person.name}</b>` },
    { name: "where", label: t("where"), show: (row) => html`${t(row.channel)}<small>${row.address}</small>` },
    { name: "wants", label: t("wants"), show: (row) => (row.codes.length ? row.codes.map((code) => remedyOf(code).title).join(", ") : t(row.leastSeverity)) },
    { name: "after", label: t("after"), show: (row) => (row.afterMinutes ? t("minutes", { count: row.afterMinutes }) : t("atOnce")) },
    { name: "quiet", label: t("quiet"), show: (row) => html`<${Quiet} row=${row} />` },
    { name: "verbs", label: t("verbs"), verbs: true, show: (row) => (manages || row.person.isMe
      ? html`
          <button type="button" class="link" onClick=${() => quiet(row)}>${t("setQuiet")}</button>
          <button type="button" class="link" onClick=${() => test(row)}>${t("test")}</button>
          ${manages ? html`<button type="button" class="link" aria-label=${`${t("remove")}: ${row.person.name}`} onClick=${() => remove(row)}>${t("remove")}</button>` : null}`
      : null) },
  ];
}

/** @param {{ row: Row }} props */
function Quiet({ row }) {
  if (!row.quietFrom || !row.quietUntil) return html`<span class="none">–</span>`;
  return html`${t("between", { from: row.quietFrom, until: row.quietUntil })}<small>${t(row.pierced ? "urgentComes" : "nothingComes")}</small>`;
}
