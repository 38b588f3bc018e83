// What may come true: what is staked on each, what that implies, and what it would pay, as a table and as a picture.

import { html } from "../../vendor/htm-preact.js";
import { percentShown } from "../../client/bps.js";
import { isZero, shown } from "../../client/money.js";
import { Chip } from "../../parts/chip.js";
import { Money } from "../../parts/money.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { Bars } from "../../parts/bars.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Market} Market */
/** @typedef {Market["outcomes"]["nodes"][number]} Outcome */

/** While its pools may still change. @type {readonly string[]} */
const TAKES = ["DRAFT", "REVIEW", "OPEN", "SUSPENDED"];

/** @param {{ market: Market }} props */
export function Outcomes({ market }) {
  const { nodes } = market.outcomes;
  const bars = nodes.map(({ id, name, pool, impliedBps, scratchedAt }) => ({
    id, name, share: impliedBps ?? 0, quiet: scratchedAt !== null,
    says: scratchedAt ? t("scratched") : t("barSays", { pool: shown(pool), implied: percentShown(impliedBps ?? 0) }),
  }));
  const total = { name: t("total"), pool: html`<${Money} value=${market.pool} />`, stakes: market.stakeCount.toLocaleString("en-GB") };
  return html`
    <section class="card"><h2>${t("outcomes")}</h2>
      ${isZero(market.pool) ? html`<p class="fine">${t("noStakes")}</p>` : html`<${Bars} label=${t("implied")} bars=${bars} whole=${10_000} />`}
      <${Table} label=${t("outcomes")} columns=${columns(TAKES.includes(market.state))} pages=${{ rows: nodes }} total=${total} file="outcomes" />
      <p class="fine">${t(TAKES.includes(market.state) ? "indications" : "closedPools")}</p>
    </section>`;
}

/** @param {boolean} open whether stakes still come @returns {import("../../parts/table.js").Column<Outcome>[]} */
function columns(open) {
  const implied = (/** @type {Outcome} */ { impliedBps }) => (impliedBps === null ? "–" : percentShown(impliedBps));
  return [
    { name: "name", label: t("outcome"), main: true, show: (row) => html`${row.name}${row.scratchedAt ? html` <${Chip} kind="dim">${t("scratched")}<//> <small><${Time} at=${row.scratchedAt} /></small>` : null}`, csv: (row) => row.name },
    { name: "pool", label: t("pool"), number: true, show: (row) => html`<${Money} value=${row.pool} quietZero />`, csv: (row) => row.pool },
    { name: "stakes", label: t("stakes"), number: true, show: (row) => row.stakeCount.toLocaleString("en-GB"), csv: (row) => String(row.stakeCount) },
    { name: "implied", label: t("implied"), number: true, show: implied, csv: implied },
    ...(open ? indications() : []),
  ];
}

/** @returns {import("../../parts/table.js").Column<Outcome>[]} */
function indications() {
  return [
    { name: "perHundred", label: t("perHundred"), number: true, show: (row) => html`<${Money} value=${row.perHundred} />`, csv: (row) => row.perHundred ?? "" },
    { name: "nextHundred", label: t("nextHundred"), number: true, show: (row) => html`<${Money} value=${row.nextHundred} />`, csv: (row) => row.nextHundred ?? "" },
  ];
}
