// The files that somebody asked for: how far each has come, until when it is kept, and the way to it.

import { html } from "../../vendor/htm-preact.js";
import { dayOf, daysShown } from "../../client/clock.js";
import { act, ask, Refusal } from "../../client/query.js";
import { sizeShown } from "../../client/sizes.js";
import { Chip } from "../../parts/chip.js";
import { confirm } from "../../parts/confirm.js";
import { Empty } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { Download } from "../papers/download.js";
import { REMOVE_REPORT, REPORT_DOWNLOAD } from "./operations.js";
import { problemSaid } from "./problems.js";
import { t } from "./texts.js";

/** @typedef {Operations["ReportFiles"]["data"]["reportFiles"]["nodes"][number]} File */

/** @type {Record<File["state"], import("../../parts/chip.js").Kind>} */
const KINDS = { QUEUED: "calm", MAKING: "busy", READY: "good", FAILED: "bad", EXPIRED: "dim" };

/** The newest few, or all of them. @param {{ pages: import("../../client/pages.js").Pages<File>, all: boolean, onAll: (all: boolean) => void }} props */
export function Files({ pages, all, onAll }) {
  const { total } = pages;
  const more = !all && total !== null && total > pages.rows.length;
  return html`
    <section class="report-files" aria-labelledby="files-title"><h2 id="files-title" tabindex="-1">${t("files")}</h2>
      <${Table} label=${t("files")} columns=${columns(pages.known.again)} pages=${all ? pages : { known: pages.known, rows: pages.rows }} empty=${html`<${Empty} title=${t("noFiles")}>${t("noFilesSays")}<//>`} />
      ${more || all ? html`<button type="button" class="quiet" aria-expanded=${all} onClick=${() => onAll(!all)}>${all ? t("newestFiles") : t("allFiles", { count: total ?? "" })}</button>` : null}
    </section>`;
}

/** @param {() => void} again @returns {import("../../parts/table.js").Column<File>[]} */
function columns(again) {
  return [
    { name: "title", label: t("report"), main: true, show: (file) => html`${file.title}${file.about ? html` <b>${file.about}</b>` : null}<small class="fine">${[daysShown(file.fromDay, file.toDay), file.compare === "NONE" ? "" : t(file.compare), file.seal ? t("atSeal", { seal: file.seal }) : "", isOver(file) ? "" : t("notOver")].filter(Boolean).join(" · ")}</small>` },
    { name: "format", label: t("format"), show: ({ format, size }) => html`${t(format)}${size ? html` <small class="fine">${sizeShown(+size)}</small>` : null}` },
    { name: "state", label: t("state"), show: (file) => html`<${State} file=${file} />` },
    { name: "requestedAt", label: t("requestedAt"), show: ({ requestedAt }) => html`<${Time} at=${requestedAt} />` },
    { name: "expiresAt", label: t("expiresAt"), show: ({ expiresAt, state }) => (expiresAt && state === "READY" ? html`<${Time} at=${expiresAt} />` : "–") },
    { name: "do", label: t("do"), verbs: true, show: (file) => html`${file.state === "READY" ? html`<${Download} text=${html`${t("save")}<span class="unseen"> ${file.title}</span>`} path=${() => pathOf(file.id)} />` : null}
      <button type="button" class="quiet" onClick=${() => remove(file, again)}>${t("remove")}<span class="unseen"> ${file.title}</span></button>` },
  ];
}

/** Whether its days were over when it was made: a year of eleven months is no year. @param {File} file */
const isOver = ({ toDay, madeAt, requestedAt }) => toDay <= dayOf(madeAt ?? requestedAt);

/** @param {{ file: File }} props */
function State({ file: { state, rowCount, expectedRows, problem } }) {
  const rows = rowCount.toLocaleString("en-GB");
  const made = state === "MAKING" && rowCount ? (expectedRows ? t("rowsOf", { rows, all: expectedRows.toLocaleString("en-GB") }) : t("rowsBy", { rows })) : "";
  return html`<${Chip} kind=${KINDS[state]}>${t(state)}<//>
    ${made ? html`<small class="fine">${made}</small>${expectedRows ? html`<progress aria-label=${t("progress")} max=${Math.max(expectedRows, rowCount)} value=${rowCount}></progress>` : null}` : null}
    ${problem ? html`<small class="fine">${problemSaid(problem)}</small>` : null}`;
}

/** What can still be saved is asked for once more before it goes. @param {File} file @param {() => void} again */
async function remove({ id, title, about, state }, again) {
  const question = { title: t("removeTitle", { title: about ? `${title} ${about}` : title }), says: t(state === "READY" ? "removeSays" : "removeWaitSays"), verb: t("remove"), danger: true };
  if ((state === "READY" || state === "QUEUED" || state === "MAKING") && !(await confirm(question))) return;
  try {
    await act(REMOVE_REPORT, { input: { reportFile: id } });
    toast(t("removed", { title }));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    toast(error.problems.map((problem) => problemSaid(problem)).join(" "), "bad");
  }
  again();
  document.getElementById("files-title")?.focus();
}

/** An address is good for ten minutes: it is asked for when it is wanted. @param {string} id */
async function pathOf(id) {
  const { node } = await ask(REPORT_DOWNLOAD, { id });
  return node && "download" in node ? (node.download?.path ?? null) : null;
}
