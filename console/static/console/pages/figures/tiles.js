// The period in all: a figure each, and whether it reaches what it should.

import { html } from "../../vendor/htm-preact.js";
import { isZero, shown } from "../../client/money.js";
import { number, rowsOf, targetShown } from "./measures.js";
import { t } from "./texts.js";

const WHOLE = { day: null, hour: null, till: null };

/** @param {{ measures: import("./measures.js").Measure[], metrics: import("./measures.js").Metrics, asked: import("./measures.js").Asked }} props */
export function Tiles({ measures, metrics, asked }) {
  const { total } = metrics;
  /** @type {Record<string, string>} */
  const more = {
    collected: isZero(total.takenBack.amount) ? "" : t("takenBack", { amount: shown(total.takenBack.amount), count: number(total.takenBack.count) }),
    paidOut: total.payoutsFailed?.count ? t("payoutsFailed", { amount: shown(total.payoutsFailed.amount), count: number(total.payoutsFailed.count) }) : "",
    success: t("atLeast", { rate: targetShown(metrics.successTarget) }),
    loss: t("lessThan", { rate: targetShown(metrics.lossTarget) }),
  };
  return html`
    <section class="figures" aria-label=${t("inAll")}>
      ${measures.map((measure) => html`
        <div key=${measure.name} class="figure" data-kind=${measure.misses?.(total) ? "warn" : null}>
          <h2>${t(measure.name)}</h2>
          <p class="amount"><a href=${rowsOf(measure, WHOLE, asked)}>${measure.text(total)}</a></p>
          <p class="fine">${[measure.says(total), more[measure.name]].filter(Boolean).join(" · ")}</p>
        </div>`)}
    </section>`;
}
