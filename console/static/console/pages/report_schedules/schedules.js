// Packs of reports that are sent by e-mail, for the owner: when, to whom, what was sent, who gets nothing and why.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { daysShown } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { business } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Moment } from "../../parts/time.js";
import { Change } from "./change.js";
import { SCHEDULES } from "./operations.js";
import { Outlook } from "./outlook.js";
import { Problem } from "./problem.js";
import { t } from "./texts.js";

/** @typedef {Operations["ReportSchedules"]["data"]["reportSchedules"]["nodes"][number]} Schedule */
/** @typedef {{ id: Schedule["pack"], schedule: Schedule | null }} Row */

const PACKS = /** @type {const} */ (["DAILY", "WEEKLY", "MONTHLY"]);

export function Schedules() {
  const known = useQuery(SCHEDULES, business.value && { business: business.value.id });
  const [open, setOpen] = useState(/** @type {Row | null} */ (null));
  const [shown, setShown] = useState(/** @type {Schedule["pack"] | null} */ (null));
  return html`
    <section class="report-files" aria-labelledby="schedules-title"><h2 id="schedules-title">${t("title")}</h2><p class="fine">${t("says")}</p>
      <${Reading} known=${known} rows=${3}>${(/** @type {Operations["ReportSchedules"]["data"]} */ { reportSchedules }) => {
        const rows = PACKS.map((pack) => ({ id: pack, schedule: reportSchedules.nodes.find((each) => each.pack === pack) ?? null }));
        return html`<${Table} label=${t("title")} columns=${columns(setOpen, setShown)} pages=${{ rows }} />`;
      }}<//>
      ${open ? html`<${Change} pack=${open.id} schedule=${open.schedule} again=${known.again} onClose=${() => setOpen(null)} />` : null}
      ${shown ? html`<${Outlook} pack=${shown} onClose=${() => setShown(null)} />` : null}
    </section>`;
}

/** @param {(row: Row) => void} change @param {(pack: Schedule["pack"]) => void} show @returns {import("../../parts/table.js").Column<Row>[]} */
function columns(change, show) {
  return [
    { name: "pack", label: t("pack"), main: true, show: ({ id }) => html`${t(id)}<small class="fine">${t(`${id}Says`)}</small>` },
    { name: "isOn", label: t("isOn"), show: ({ schedule }) => html`<${State} schedule=${schedule} />` },
    { name: "members", label: t("members"), show: ({ schedule }) => html`<${Members} members=${schedule?.members ?? []} />` },
    { name: "last", label: t("last"), show: ({ schedule }) => html`<${LastSent} sent=${schedule?.lastSent ?? null} />` },
    { name: "do", label: t("do"), verbs: true, show: (row) => html`
      <button type="button" class="link" aria-label=${`${t("see")}: ${t(row.id)}`} onClick=${() => show(row.id)}>${t("see")}</button>
      <button type="button" class="link" aria-label=${`${t("change")}: ${t(row.id)}`} onClick=${() => change(row)}>${t("change")}</button>` },
  ];
}

/** @param {{ schedule: Schedule | null }} props */
function State({ schedule }) {
  if (!schedule?.isOn) return html`<${Chip} kind="dim">${t("off")}<//>`;
  if (!schedule.reaches) return html`<${Chip} kind="warn">${t("onToNobody")}<//>`;
  return html`<${Chip} kind="good">${t("on")}<//><small class="fine">${t("next")} <${Moment} at=${schedule.nextAt} /></small>`;
}

/** @param {{ sent: Schedule["lastSent"] }} props */
function LastSent({ sent }) {
  if (!sent) return html`<span class="none">${t("never")}</span>`;
  return html`${daysShown(sent.fromDay, sent.toDay)}<small class="fine"><${Moment} at=${sent.at} />, ${t("toCount", { count: sent.count })}</small>
    ${sent.withoutWorkbook ? html`<${Chip} kind="bad">${t("bare")}<//>` : null}`;
}

/** @param {{ members: Schedule["members"] }} props */
function Members({ members }) {
  if (!members.length) return html`<span class="none">${t("nobody")}</span>`;
  return html`<ul>${members.map((member, place) => html`
    <li key=${place}>${member.person.name} ${member.problem ? html`<${Problem} of=${member} />` : html`<small class="fine">${member.address}</small>`}
      ${member.sentAt && member.fromDay && member.toDay ? html`<small class="fine">${t("sent", { days: daysShown(member.fromDay, member.toDay) })} <${Moment} at=${member.sentAt} /></small>` : null}</li>`)}</ul>`;
}
