// How the pool grew: all of it, and what is on one outcome.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { drawn } from "../../client/money.js";
import { Chart } from "../../parts/chart.js";
import { t } from "./texts.js";

/** @param {{ points: readonly { at: string, pool: string, byOutcome: readonly string[] }[], market: import("./page.js").Market }} props `byOutcome`: in the order of the outcomes */
export function History({ points, market }) {
  const outcomes = market.outcomes.nodes;
  const [chosen, setChosen] = useState(0);
  if (points.length < 2 || !market.stakeCount) return null;
  const lines = [
    { label: t("pool"), values: points.map(({ pool }) => drawn(pool)) },
    { label: outcomes[chosen]?.name ?? "", values: points.map(({ byOutcome }) => drawn(byOutcome[chosen] ?? "0")), quiet: true },
  ];
  return html`
    <section class="card" aria-label=${t("history")}><h2>${t("history")}</h2>
      <label class="filter">${t("showOutcome")}
        <select value=${chosen} onChange=${(/** @type {any} */ event) => setChosen(+event.target.value)}>${outcomes.map(({ id, name }, place) => html`<option key=${id} value=${place}>${name}</option>`)}</select></label>
      <${Chart} label=${t("history")} at=${points.map(({ at }) => Date.parse(at) / 1000)} lines=${lines} />
    </section>`;
}
