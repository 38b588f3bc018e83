// How the pool grew, and what each outcome would pay if it won now, before anybody has decided: pictures and tables.

import { html } from "../../vendor/htm-preact.js";
import { useEffect, useRef } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { cents, decimal, drawn, isZero, shown } from "../../client/money.js";
import { Chip } from "../../parts/chip.js";
import { Money } from "../../parts/money.js";
import { Failed, Loading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Bars } from "../../parts/bars.js";
import { History } from "./history.js";
import { MARKET_DRY_RUN } from "./operations.js";
import { running } from "./steps.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Market} Market */
/** @typedef {NonNullable<Extract<NonNullable<Operations["MarketDryRun"]["data"]["node"]>, { dryRun: any }>["dryRun"]>[number]} Run */

/** What a pool goes to, in the order of the bars: what is paid are the stakes of who was right, and what they win. */
const PARTS = /** @type {const} */ (["stakes", "won", "refunded", "fee", "breakage", "carryOut"]);

/** What it would come to costs the server more than the rest of the page, so that it is read apart. @param {{ market: Market }} props */
export function Foreseen({ market }) {
  const known = useQuery(MARKET_DRY_RUN, { id: market.id });
  const seen = `${market.stakeCount} ${market.state} ${running(market).length}`;
  const last = useRef(seen);
  useEffect(() => {
    if (last.current !== seen) void known.again();
    last.current = seen;
  }, [seen]);
  const node = known.data?.node;
  if (known.data === null) return html`<section class="card"><h2>${t("dryRun")}</h2>${known.problem ? html`<${Failed} problem=${known.problem} again=${known.again} />` : html`<${Loading} rows=${3} />`}</section>`;
  if (!node || !("dryRun" in node)) return null;
  return html`<${DryRun} runs=${node.dryRun ?? []} market=${market} /><${History} points=${node.poolHistory} market=${market} />`;
}

/** @param {{ runs: readonly Run[], market: Market }} props */
function DryRun({ runs, market }) {
  if (!runs.length) return null;
  const rows = runs.map((run) => ({ ...run, id: run.outcome.id, ...sharedOut(run, market) }));
  const whole = Math.max(...rows.map((run) => PARTS.reduce((sum, name) => sum + drawn(run[name]), 0)));
  const bars = rows.map((run) => ({
    id: run.id, name: run.outcome.name, share: 0,
    says: t("dryBar", { paid: shown(run.paid), fee: shown(run.fee) }),
    parts: PARTS.map((kind) => ({ kind, share: drawn(run[kind]) })).filter(({ share }) => share > 0),
  }));
  const used = PARTS.filter((name) => rows.some((run) => !isZero(run[name])));
  return html`
    <section class="card" aria-label=${t("dryRun")}><h2>${t("dryRun")}</h2><p class="fine">${t("dryRunSays")}</p>
      <ul class="bar-keys" aria-hidden="true">${used.map((name) => html`<li key=${name} data-kind=${name}><i></i>${t(`dry_${name}`)}</li>`)}</ul>
      <${Bars} label=${t("dryRun")} bars=${bars} whole=${whole} />
      <${Table} label=${t("dryRun")} columns=${columns(used)} pages=${{ rows }} file="dry-run" />
    </section>`;
}

/** The stakes of who was right, and what they win: together what is paid. @param {Run} run @param {Market} market */
function sharedOut({ outcome, paid }, market) {
  const own = cents(market.outcomes.nodes.find(({ id }) => id === outcome.id)?.pool ?? "0");
  const stakes = own < cents(paid) ? own : cents(paid);
  return { stakes: decimal(stakes), won: decimal(cents(paid) - stakes) };
}

/** @typedef {Run & { id: string, stakes: string, won: string }} Row */

/** @param {readonly (typeof PARTS[number])[]} used @returns {import("../../parts/table.js").Column<Row>[]} */
function columns(used) {
  const ending = (/** @type {Run} */ run) => t(/** @type {"ending_PAID"} */ (`ending_${run.ending}`));
  return [
    { name: "outcome", label: t("dryIf"), main: true, show: (row) => row.outcome.name, csv: (row) => row.outcome.name },
    { name: "ending", label: t("ending"), show: (row) => html`<${Chip} kind=${row.ending === "PAID" ? "good" : "warn"}>${ending(row)}<//>`, csv: (row) => row.ending },
    { name: "winners", label: t("dryWinners"), number: true, show: (row) => row.winnerCount.toLocaleString("en-GB"), csv: (row) => String(row.winnerCount) },
    ...used.map((name) => ({ name, label: t(`dry_${name}`), number: true, show: (/** @type {Row} */ row) => html`<${Money} value=${row[name]} quietZero />`, csv: (/** @type {Row} */ row) => row[name] })),
    { name: "paid", label: t("dry_paid"), number: true, show: (row) => html`<b><${Money} value=${row.paid} quietZero /></b>`, csv: (row) => row.paid },
  ];
}
