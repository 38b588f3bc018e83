// Packs of reports that are sent by e-mail, for the owner: when, to whom, who gets nothing and why.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { daysShown } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { business } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { Change } from "./change.js";
import { SCHEDULES } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["ReportSchedules"]["data"]["reportSchedules"]["nodes"][number]} Schedule */
/** @typedef {{ id: Schedule["pack"], schedule: Schedule | null }} Row */

const PACKS = /** @type {const} */ (["DAILY", "WEEKLY", "MONTHLY"]);

export function Schedules() {
  const known = useQuery(SCHEDULES, business.value && { business: business.value.id });
  const [open, setOpen] = useState(/** @type {Row | null} */ (null));
  return html`
    <section class="report-files" aria-labelledby="schedules-title"><h2 id="schedules-title">${t("title")}</h2><p class="fine">${t("says")}</p>
      <${Reading} known=${known} rows=${3}>${(/** @type {Operations["ReportSchedules"]["data"]} */ { reportSchedules }) => {
        const rows = PACKS.map((pack) => ({ id: pack, schedule: reportSchedules.nodes.find((each) => each.pack === pack) ?? null }));
        return html`<${Table} label=${t("title")} columns=${columns(setOpen)} pages=${{ rows }} />`;
      }}<//>
      ${open ? html`<${Change} pack=${open.id} schedule=${open.schedule} again=${known.again} onClose=${() => setOpen(null)} />` : null}
    </section>`;
}

/** @param {(row: Row) => void} change @returns {import("../../parts/table.js").Column<Row>[]} */
function columns(change) {
  return [
    { name: "pack", label: t("pack"), main: true, show: ({ id }) => html`${t(id)}<small class="fine">${t(`${id}Says`)}</small>` },
    { name: "isOn", label: t("isOn"), show: ({ schedule }) => (schedule?.isOn ? html`<${Chip} kind="good">${t("on")}<//>` : html`<${Chip} kind="dim">${t("off")}<//>`) },
    { name: "members", label: t("members"), show: ({ schedule }) => html`<${Members} members=${schedule?.members ?? []} />` },
    { name: "do", label: t("do"), verbs: true, show: (row) => html`<button type="button" class="link" aria-label=${`${t("change")}: ${t(row.id)}`} onClick=${() => change(row)}>${t("change")}</button>` },
  ];
}

/** @param {{ members: Schedule["members"] }} props */
function Members({ members }) {
  if (!members.length) return html`<span class="none">${t("nobody")}</span>`;
  return html`<ul>${members.map(({ person, address, problem, sentAt, fromDay, toDay }, place) => html`
    <li key=${place}>${person.name} ${problem ? html`<${Chip} kind="warn">${t(problem)}<//>` : html`<small class="fine">${address}</small>`}
      ${sentAt && fromDay && toDay ? html`<small class="fine">${t("sent", { days: daysShown(fromDay, toDay) })} <${Time} at=${sentAt} /></small>` : null}</li>`)}</ul>`;
}
