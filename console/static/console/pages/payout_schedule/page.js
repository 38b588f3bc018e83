// The page of one schedule: what it pays on which days, what it has paid, and what may be done with it.

import { html } from "../../vendor/htm-preact.js";
import { useGathered, useQuery } from "../../client/live.js";
import { act } from "../../client/query.js";
import { useNews } from "../../frame/news.js";
import { place, setQuery } from "../../frame/router.js";
import { may } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Day, Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { BatchState, progress } from "../payout_batches/states.js";
import { oftenShown, State } from "../payout_schedules/states.js";
import { t as words } from "../payout_schedules/texts.js";
import { END_SCHEDULE, PAUSE_SCHEDULE, RESUME_SCHEDULE, SCHEDULE } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["PayoutSchedulePage"]["data"]["node"]>, { times: number }>} Schedule */
/** @typedef {Schedule["repetitions"]["nodes"][number]} Repetition */

const VERBS = /** @type {const} */ (["RESUME", "PAUSE", "END"]);

/** @param {Schedule} schedule */
function verbsOf({ state }) {
  return VERBS.filter((verb) => (verb === "RESUME" ? state === "PAUSED" : verb === "PAUSE" ? state === "ACTIVE" : state !== "ENDED" && state !== "CANCELLED"));
}

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const known = useQuery(SCHEDULE, { id: params.schedule ?? "" });
  const node = known.data?.node;
  const schedule = node && "times" in node ? node : null;
  useNews(/^(payout_schedule|payout_batch)\.changed$/, useGathered(known.again), schedule?.business.id ?? null);
  const verb = schedule && may("payout.request") ? verbsOf(/** @type {Schedule} */ (schedule)).find((each) => each === place.value.query.get("do")) : null;
  return html`
    <p class="crumbs no-print"><a href="/payouts/schedules">${words("title")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${() => (schedule ? html`<${Shown} schedule=${schedule} />` : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`)}
    <//>
    ${schedule && verb ? html`<${ActPanel} schedule=${schedule} verb=${verb} again=${known.again} />` : null}`;
}

/** @param {{ schedule: Schedule }} props */
function Shown({ schedule }) {
  const { repetitions, state } = schedule;
  return html`
    <div class="page-head"><h1>${schedule.name}</h1><${State} state=${state} /></div>
    ${state === "PENDING_APPROVAL" ? html`<div class="note"><p>${t("waits")}</p></div>` : null}
    ${state === "PAUSED" ? html`<div class=${schedule.code ? "note bad" : "note warn"} role="status"><p><b>${t(schedule.code ? "held" : "paused")}</b> ${schedule.text}</p></div>` : null}
    <div class="columns main-and-side">
      <section class="card"><h2>${t("paid")}</h2>
        <${Table} label=${t("paid")} columns=${columns()} pages=${{ rows: repetitions.nodes.map((each) => ({ ...each, id: each.batch.id })) }} href=${(/** @type {{ id: string }} */ row) => `/payouts/batches/${row.id}`} empty=${html`<${Empty} title=${t("nothing")} />`} />
        ${(repetitions.totalCount ?? 0) > repetitions.nodes.length ? html`<p class="fine">${t("newest", { shown: repetitions.nodes.length, count: repetitions.totalCount ?? "" })}</p>` : null}
      </section>
      <div>
        <${Facts} schedule=${schedule} />
        ${may("payout.request") && verbsOf(schedule).length ? html`<section class="card no-print"><h2>${t("doing")}</h2>
          <div class="actions">${verbsOf(schedule).map((verb) => html`<button type="button" key=${verb} class=${verb === "RESUME" ? "" : "quiet"} onClick=${() => setQuery({ do: verb })}>${t(verb)}</button>`)}</div>
        </section>` : null}
      </div>
    </div>`;
}

/** @param {{ schedule: Schedule }} props */
function Facts({ schedule }) {
  const { approval, batch, payout } = schedule;
  return html`
    <section class="card">
      <p class="amount"><${Money} value=${schedule.amount} currency /></p>
      <dl class="facts">
        <dt>${t("what")}</dt><dd>${batch ? html`${t("batch")}: <a href=${`/payouts/batches/${batch.id}`}>${batch.name}</a>` : html`${t("payout")}: <a href=${`/payouts/${payout?.id ?? ""}`}>${payout?.description ?? ""}</a>`}</dd>
        <dt>${t("rows")}</dt><dd>${schedule.rows.toLocaleString("en-GB")}</dd>
        <dt>${t("often")}</dt><dd>${oftenShown(schedule)}</dd>
        <dt>${t("first")}</dt><dd><${Day} day=${schedule.firstOn} long /></dd>
        <dt>${t("last")}</dt><dd><${Day} day=${schedule.lastOn} long /></dd>
        ${schedule.state === "ACTIVE" ? html`<dt>${t("next")}</dt><dd><${Day} day=${schedule.nextOn} long /></dd>` : null}
        <dt>${t("done")}</dt><dd>${schedule.done} / ${schedule.times}</dd>
        <dt>${t("till")}</dt><dd><a href=${`/settings/tills/${schedule.till.id}`}>${schedule.till.name}</a> (${schedule.till.shortcode})</dd>
        <dt>${t("who")}</dt><dd>${schedule.requestedBy.name}, <${Time} at=${schedule.createdAt} /></dd>
        ${approval ? html`<dt>${t("approval")}</dt><dd><a href=${`/approvals/${approval.id}`}>${approval.checker?.name ?? approval.maker.name}</a></dd>` : null}
      </dl>
    </section>`;
}

/** @returns {import("../../parts/table.js").Column<Repetition>[]} */
function columns() {
  return [
    { name: "day", label: t("day"), main: true, show: (row) => html`<${Day} day=${row.dueOn} long />` },
    { name: "amount", label: t("amount"), number: true, show: (row) => html`<${Money} value=${row.batch.amount} />` },
    { name: "state", label: t("state"), show: (row) => html`<${BatchState} batch=${row.batch} />` },
    { name: "progress", label: t("progress"), show: (row) => progress(row.batch) },
  ];
}

/** @param {{ schedule: Schedule, verb: typeof VERBS[number], again: () => Promise<void> }} props */
function ActPanel({ schedule, verb, again }) {
  const onClose = () => setQuery({ do: null });
  /** @param {Record<string, string>} values */
  async function send({ reason = "", missed = "" }) {
    const of = { schedule: schedule.id };
    if (verb === "RESUME") await act(RESUME_SCHEDULE, { input: { ...of, payMissed: missed === "PAY" } });
    else if (verb === "PAUSE") await act(PAUSE_SCHEDULE, { input: { ...of, reason } });
    else await act(END_SCHEDULE, { input: { ...of, reason } });
    toast(t(/** @type {"ENDDone"} */ (`${verb}Done`)));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t(verb)} onClose=${onClose}>
      <p>${t(/** @type {"ENDSays"} */ (`${verb}Says`))}</p>
      <${Form} label=${t(verb)} send=${t(verb)} onSend=${send} danger=${verb === "END"} wide>
        ${verb === "RESUME"
          ? html`<${Field} name="missed" label=${t("missed")} value="LEAVE" options=${[{ value: "LEAVE", label: t("LEAVE") }, { value: "PAY", label: t("PAY") }]} autofocus />`
          : html`<${Field} name="reason" label=${t("reason")} maxlength="200" required autofocus />`}
      <//>
    <//>`;
}
