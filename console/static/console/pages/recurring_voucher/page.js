// The page of one recurring voucher: what is posted, on which days, and what was.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useGathered, useQuery } from "../../client/live.js";
import { act, Refusal } from "../../client/query.js";
import { useNews } from "../../frame/news.js";
import { may } from "../../frame/session.js";
import { confirm } from "../../parts/confirm.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Day, Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { daysFrom } from "../recurring/dates.js";
import { frequencyShown, State } from "../recurring/states.js";
import { PlannedLines } from "./lines.js";
import { PAUSE, RECURRING_VOUCHER } from "./operations.js";
import { Resume } from "./resume.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["RecurringVoucherPage"]["data"]["node"]>, { frequency: string }>} Recurring */

export const styles = ["/static/console/pages/voucher/voucher.css"];

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const known = useQuery(RECURRING_VOUCHER, { id: params.recurring ?? "" });
  useNews(/^(voucher|recurring|approval)\./, useGathered(known.again));
  return html`
    <p class="crumbs no-print"><a href="/vouchers/recurring">${t("back")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${(/** @type {Operations["RecurringVoucherPage"]["data"]} */ { node }) =>
        node && "frequency" in node
          ? html`<${Shown} recurring=${node} again=${known.again} />`
          : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`}
    <//>`;
}

/** @param {{ recurring: Recurring, again: () => Promise<void> }} props */
function Shown({ recurring, again }) {
  const [resuming, setResuming] = useState(false);
  const { state, approval, problem } = recurring;
  const goesOn = state === "ACTIVE" || state === "PAUSED" || state === "PENDING";
  const beyond = (recurring.lines.totalCount ?? 0) - recurring.lines.nodes.length;
  const lines = beyond > 0 ? [...recurring.lines.nodes, ...recurring.rest.nodes.slice(-beyond)] : recurring.lines.nodes;

  async function pause() {
    if (!(await confirm({ title: t("pauseTitle"), says: t("pauseSays"), verb: t("pause") }))) return;
    try {
      await act(PAUSE, { input: { recurringVoucher: recurring.id } });
      toast(t("paused"));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      toast(error.message, "bad");
    }
    await again();
  }
  return html`
    <div class="page-head"><h1>${recurring.name}</h1><${State} state=${state} />
      <div class="actions end no-print">
        ${state === "PENDING" && approval && may("approval.decide") ? html`<a class="button" href=${`/approvals/${approval.id}`}>${t("answer")}</a>` : null}
        ${state === "ACTIVE" && may("ledger.write") ? html`<button type="button" class="quiet" onClick=${pause}>${t("pause")}</button>` : null}
        ${state === "PAUSED" && may("ledger.write") ? html`<button type="button" onClick=${() => setResuming(true)}>${t("resume")}</button>` : null}
      </div>
    </div>
    ${problem ? html`<p class="note bad">${problem}</p>` : null}
    <div class="columns main-and-side">
      <div>
        <section class="card"><h2>${recurring.description}</h2><${PlannedLines} lines=${lines} /></section>
        <${Posted} recurring=${recurring} />
      </div>
      <section class="card">
        <p class="amount"><${Money} value=${recurring.amount} currency /></p>
        <dl class="facts">
          <dt>${t("frequency")}</dt><dd>${frequencyShown(recurring.frequency)}</dd>
          <dt>${t("from")}</dt><dd><${Day} day=${recurring.firstOn} long /></dd>
          <dt>${t("until")}</dt><dd>${recurring.lastOn ? html`<${Day} day=${recurring.lastOn} long />` : t("noEnd")}</dd>
          <dt>${t("maker")}</dt><dd>${recurring.maker.name}</dd>
          <dt>${t("made")}</dt><dd><${Time} at=${recurring.createdAt} /></dd>
          ${approval ? html`<dt>${t("approval")}</dt><dd><a href=${`/approvals/${approval.id}`}>${t("seeApproval")}</a></dd>` : null}
        </dl>
        ${goesOn ? html`<h2>${t("nextDays")}</h2>
          <ol class="next-days">${daysFrom(recurring, recurring.nextOn, 4).map((day) => html`<li key=${day}><${Day} day=${day} long /></li>`)}</ol>` : null}
      </section>
    </div>
    ${resuming ? html`<${Resume} recurring=${recurring} onClose=${() => setResuming(false)} again=${again} />` : null}`;
}

/** @param {{ recurring: Recurring }} props */
function Posted({ recurring }) {
  const { nodes, totalCount } = recurring.vouchers;
  /** @type {import("../../parts/table.js").Column<Recurring["vouchers"]["nodes"][number]>[]} */
  const columns = [
    { name: "day", label: t("day"), main: true, show: (row) => html`<${Day} day=${row.effectiveOn} long />` },
    { name: "entry", label: t("entry"), show: (row) => (row.entry?.number ? `#${row.entry.number}` : "–") },
    { name: "amount", label: t("amount"), number: true, show: (row) => html`<${Money} value=${row.amount} />` },
  ];
  return html`
    <section class="card"><h2>${t("posted")}</h2>
      <${Table} label=${t("posted")} columns=${columns} pages=${{ rows: nodes }} href=${(/** @type {{ id: string }} */ row) => `/vouchers/${row.id}`} empty=${html`<${Empty} title=${t("nothing")} />`} />
      ${(totalCount ?? 0) > nodes.length ? html`<p class="fine">${t("newest", { shown: nodes.length, count: totalCount ?? "" })}</p>` : null}
    </section>`;
}
