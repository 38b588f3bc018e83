// How the pool grew: all of it, and what is on one outcome.

import { html } from "../../vendor/htm-preact.js";
import { useEffect, useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { drawn } from "../../client/money.js";
import { Chart } from "../../parts/chart.js";
import { POOL_HISTORY } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ market: import("./page.js").Market }} props */
export function History({ market }) {
  const known = useQuery(POOL_HISTORY, { id: market.id });
  const outcomes = market.outcomes.nodes;
  const [chosen, setChosen] = useState(0);
  useEffect(() => {
    if (known.data) known.again();
  }, [market.stakeCount]);
  const node = known.data?.node;
  const points = node && "poolHistory" in node ? node.poolHistory : [];
  if (points.length < 2) return null;
  const lines = [
    { label: t("inPool"), values: points.map(({ pool }) => drawn(pool)) },
    { label: outcomes[chosen]?.name ?? "", values: points.map(({ byOutcome }) => drawn(byOutcome[chosen] ?? "0")), quiet: true },
  ];
  return html`
    <section class="card"><h2>${t("history")}</h2>
      <label class="filter">${t("showOne")}
        <select value=${chosen} onChange=${(/** @type {any} */ event) => setChosen(+event.target.value)}>${outcomes.map(({ id, name }, place) => html`<option key=${id} value=${place}>${name}</option>`)}</select></label>
      <${Chart} label=${t("history")} at=${points.map(({ at }) => Date.parse(at) / 1000)} lines=${lines} />
    </section>`;
}
