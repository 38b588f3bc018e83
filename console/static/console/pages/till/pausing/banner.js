// Says that phones are not asked for money, who stopped it and why: wherever somebody would ask.

import { html } from "../../../vendor/htm-preact.js";
import { Time } from "../../../parts/time.js";
import { t } from "./texts.js";

/** @typedef {{ at: string, reason: string, by: { name: string } | null }} Pause */

/**
 * @param {{ whole: Pause | null | undefined, tills: readonly { id: string, name: string, pause: Pause | null }[] }} props
 *   `whole`: that of the business, which counts for every till
 */
export function Paused({ whole, tills }) {
  if (whole) return html`<${Said} pause=${whole} title=${t("wholePaused")} />`;
  return tills.map(({ id, name, pause }) => pause && html`<${Said} key=${id} pause=${pause} title=${t("tillPaused", { name })} />`);
}

/** @param {{ pause: Pause, title: string }} props */
function Said({ pause, title }) {
  return html`<div class="note warn" role="status"><p><b>${title}</b> ${pause.reason} <small class="fine">${pause.by?.name ?? t("system")}, <${Time} at=${pause.at} /></small></p></div>`;
}
