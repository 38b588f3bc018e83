// Months that are closed, the one that is closed next, and what keeps it open.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { longDay } from "../../client/clock.js";
import { useGathered, useQuery } from "../../client/live.js";
import { act, Refusal } from "../../client/query.js";
import { useNews } from "../../frame/news.js";
import { business, may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { confirm } from "../../parts/confirm.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { Tabs } from "../ledger/head.js";
import { Close } from "./close.js";
import { daysOf } from "./days.js";
import { CLOSE_YEAR, PERIODS } from "./operations.js";
import { Reopen } from "./reopen.js";
import { t } from "./texts.js";

/** @typedef {Operations["Periods"]["data"]} Known */
/** @typedef {Known["periods"]["nodes"][number]} Period */

export const styles = ["/static/console/pages/periods/periods.css"];

export function Page() {
  const here = business.value;
  const known = useQuery(PERIODS, here && { business: here.id });
  useNews(/^(period|year|approval|receipt)\./, useGathered(known.again, 3_000));
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <${Tabs} />
    <${Reading} known=${known} rows=${8}>
      ${(/** @type {Known} */ data) => html`
        <${Close} key=${data.nextPeriod.firstDay} next=${data.nextPeriod} again=${known.again} />
        <${Closed} data=${data} again=${known.again} />`}
    <//>`;
}

/** @param {{ data: Known, again: () => Promise<void> }} props */
function Closed({ data, again }) {
  const [reopening, setReopening] = useState(/** @type {Period | null} */ (null));
  const last = data.periods.nodes.find(({ state }) => state === "CLOSED");
  const waits = data.approvals.nodes[0];
  const ended = new Set(data.years.nodes.filter(({ reversedBy }) => !reversedBy).map(({ effectiveOn }) => effectiveOn));

  /** @param {Period} period */
  async function closeYear(period) {
    const day = longDay(period.lastDay);
    if (!(await confirm({ title: t("yearTitle", { day }), says: t("yearSays"), verb: t("yearClose") }))) return;
    try {
      await act(CLOSE_YEAR, { input: { business: business.value?.id ?? "", lastDay: period.lastDay } });
      toast(t("yearClosed", { day }));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      toast(error.message, "bad");
    }
    await again();
  }
  /** @param {Period} period */
  function verbs(period) {
    if (period.id !== last?.id || !may("period.close")) return "";
    if (waits) return html`<a href=${`/approvals/${waits.id}`}>${t("reopenWaits")}</a>`;
    return html`
      <button type="button" class="link" onClick=${() => setReopening(period)}>${t("reopen")}</button>
      ${ended.has(period.lastDay) ? null : html`<button type="button" class="link" onClick=${() => closeYear(period)}>${t("yearClose")}</button>`}`;
  }
  return html`
    <section class="card"><h2>${t("before")}</h2>
      <${Table} label=${t("before")} columns=${columns(ended, verbs)} pages=${{ rows: data.periods.nodes }} file="periods"
        empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />
      ${data.periods.pageInfo.hasNextPage ? html`<p class="fine">${t("newest")}</p>` : null}
    </section>
    ${reopening ? html`<${Reopen} period=${reopening} onClose=${() => setReopening(null)} />` : null}`;
}

/** @param {Set<string>} ended last days of years that are closed @param {(row: Period) => any} verbs @returns {import("../../parts/table.js").Column<Period>[]} */
function columns(ended, verbs) {
  return [
    { name: "days", label: t("days"), main: true, show: (row) => daysOf(row), csv: (row) => `${row.firstDay} ${row.lastDay}` },
    { name: "state", label: t("state"), show: (row) => html`<${Chip} kind=${row.state === "CLOSED" ? "good" : "warn"}>${t(row.state)}<//>${ended.has(row.lastDay) ? html` <${Chip}>${t("yearEnds")}<//>` : null}`, csv: (row) => row.state },
    { name: "closed", label: t("closedAt"), show: (row) => html`<${Time} at=${row.closedAt} />`, csv: (row) => row.closedAt },
    { name: "by", label: t("closedBy"), show: (row) => row.closedBy.name, csv: (row) => row.closedBy.name },
    { name: "seal", label: t("seal"), show: (row) => `#${row.seal}`, csv: (row) => row.seal },
    { name: "comment", label: t("said"), show: (row) => row.comment || "–", csv: (row) => row.comment },
    { name: "verbs", label: "", show: verbs },
  ];
}
