// Which days are shown: a month, a quarter, a year, or from and to.

import { html } from "../../vendor/htm-preact.js";
import { useId } from "../../vendor/preact-hooks.js";
import { place, setQuery } from "../../frame/router.js";
import { daysOf, PERIODS } from "./days.js";
import { t } from "./texts.js";

export function Period() {
  const id = useId();
  const days = daysOf(place.value.query);
  /** @param {string} name */
  function choose(name) {
    const own = name === "own" ? { from: days.from, to: days.to } : { from: null, to: null };
    setQuery({ period: name === "THIS_MONTH" ? null : name, ...own });
  }
  return html`
    <div class="filter"><label for=${id}>${t("period")}</label>
      <select id=${id} value=${days.name} onChange=${(/** @type {any} */ event) => choose(event.target.value)}>
        ${PERIODS.map((name) => html`<option key=${name} value=${name}>${t(name)}</option>`)}
        <option value="own">${t("own")}</option>
      </select></div>
    ${days.name === "own" ? ends.map((end) => html`
      <div key=${end} class="filter"><label for=${`${id}-${end}`}>${t(end)}</label>
        <input id=${`${id}-${end}`} type="date" value=${days[end] ?? ""}
          onChange=${(/** @type {any} */ event) => setQuery({ period: "own", [end]: event.target.value })} /></div>`) : null}`;
}

const ends = /** @type {const} */ (["from", "to"]);
