// A chart of accounts comes in as a file: looked at first, then taken, all of it or nothing.

import { html } from "../../vendor/htm-preact.js";
import { useId, useState } from "../../vendor/preact-hooks.js";
import { act, sendFile } from "../../client/query.js";
import { business } from "../../frame/session.js";
import { DropZone } from "../../parts/drop_zone.js";
import { UPLOAD_CHART } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {{ line: number, column: string, code: string, message: string }} Problem */
/** @typedef {{ dryRun: boolean, rows: number, opened: number, known: number, problems: Problem[] }} Answer */

export function Chart() {
  const id = useId();
  const [dryRun, setDryRun] = useState(true);
  const [day, setDay] = useState("");
  const [answer, setAnswer] = useState(/** @type {Answer | null} */ (null));
  /** @param {File} file @param {(share: number) => void} onProgress */
  async function send(file, onProgress) {
    setAnswer(null);
    const { path } = await act(UPLOAD_CHART, { input: { business: business.value?.id ?? "", day: day || null, dryRun } });
    setAnswer(await sendFile(path ?? "", file, onProgress));
  }
  return html`
    <section class="card"><h2>${t("chart")}</h2><p class="fine lead">${t("chartSays")}</p>
      <div class="filters">
        <div class="filter"><label for=${`${id}-day`}>${t("openingDay")}</label>
          <input id=${`${id}-day`} type="date" value=${day} aria-describedby=${`${id}-hint`} onChange=${(/** @type {any} */ event) => setDay(event.target.value)} />
          <small id=${`${id}-hint`}>${t("openingDayHint")}</small></div>
        <label class="tick"><input type="checkbox" checked=${dryRun} onChange=${(/** @type {any} */ event) => setDryRun(event.target.checked)} /> ${t("dryRun")}</label>
      </div>
      <${DropZone} label=${t("chartFile")} hint=${t("chartHint")} accept=".csv,.xlsx" onFile=${send} />
      ${answer ? html`<${Said} answer=${answer} />` : null}
    </section>`;
}

/** @param {{ answer: Answer }} props */
function Said({ answer }) {
  const { problems, opened, known, rows } = answer;
  if (problems.length === 0) return html`<p class="note good" role="status">${answer.dryRun ? t("looked", { rows, opened }) : t("taken", { opened, known })}</p>`;
  return html`
    <div class="note bad" role="alert"><div><h3>${t("refused")}</h3>
      <ul>${problems.map((problem, index) => html`<li key=${index}>${problem.line ? html`<b>${t("row", { row: problem.line })}</b> ` : null}${problem.message}</li>`)}</ul></div></div>`;
}
