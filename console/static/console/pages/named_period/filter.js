// A period by its name, or from and to.

import { html } from "../../vendor/htm-preact.js";
import { useId } from "../../vendor/preact-hooks.js";
import { setQuery } from "../../frame/router.js";
import { queryOf } from "./days.js";
import { t } from "./texts.js";

/** @typedef {Parameters<typeof t>[0]} Word */

/** @param {{ periods: readonly import("./days.js").Named[], days: import("./days.js").Days }} props */
export function NamedPeriod({ periods, days }) {
  const id = useId();
  return html`
    <div class="filter"><label for=${id}>${t("period")}</label>
      <select id=${id} value=${days.name} onChange=${(/** @type {any} */ event) => setQuery(queryOf(event.target.value, days))}>
        ${periods.map(({ preset }) => html`<option key=${preset} value=${preset}>${t(/** @type {Word} */ (preset))}</option>`)}
        <option value="own">${t("own")}</option>
      </select></div>
    ${days.name === "own" ? ENDS.map((end) => html`
      <div key=${end} class="filter"><label for=${`${id}-${end}`}>${t(end)}</label>
        <input id=${`${id}-${end}`} type="date" value=${days[end]} onChange=${(/** @type {any} */ event) => setQuery({ period: "own", [end]: event.target.value })} /></div>`) : null}`;
}

const ENDS = /** @type {const} */ (["from", "to"]);
