// What may come true: as many names as are needed, in the order in which they are printed.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { Field } from "../../parts/form.js";
import { Checked } from "./findings.js";
import { t } from "./texts.js";

const FEWEST = 2;
const MOST = 100;

/** @param {{ from: readonly string[], onChange: () => void }} props */
export function OutcomeFields({ from, onChange }) {
  const [shown, setShown] = useState(Array.from({ length: Math.max(FEWEST, from.length) }, (_, place) => place));
  /** @param {number[]} places */
  function change(places) {
    setShown(places);
    onChange();
  }
  return html`
    <fieldset class="outcome-fields">
      <legend>${t("outcomes")}</legend>
      <${Checked} name="outcomes">
        ${shown.map((place, index) => html`
          <div key=${place} class="outcome-field">
            <${Field} name=${`outcomes.${index}`} label=${t("outcome", { number: index + 1 })} value=${from[place] ?? ""} maxlength="120" autocomplete="off" />
            ${shown.length > FEWEST ? html`<button type="button" class="quiet" aria-label=${t("removeOutcome", { number: index + 1 })} onClick=${() => change(shown.filter((each) => each !== place))}>×</button>` : null}
          </div>`)}
        ${shown.length < MOST ? html`<p><button type="button" class="quiet" onClick=${() => setShown([...shown, Math.max(...shown) + 1])}>${t("addOutcome")}</button></p>` : null}
      <//>
    </fieldset>`;
}
