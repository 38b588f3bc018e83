// The page of one batch: what it pays, what is odd about it, how far it is, and what may be done with it.

import { html } from "../../vendor/htm-preact.js";
import { useGathered } from "../../client/live.js";
import { isZero, shown } from "../../client/money.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place, setQuery } from "../../frame/router.js";
import { may } from "../../frame/session.js";
import { ChoiceFilter, Filters, TextFilter } from "../../parts/filters.js";
import { useListKeys } from "../../parts/list_keys.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { BatchState, outcomes } from "../payout_batches/states.js";
import { Paused } from "../payouts/banner.js";
import { State, STATES } from "../payouts/states.js";
import { t as words } from "../payouts/texts.js";
import { ActPanel, Verbs } from "./doing.js";
import { BATCH } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["PayoutBatchPage"]["data"]["node"]>, { middle: string }>} Batch */
/** @typedef {Batch["payouts"]["nodes"][number]} Row */

const NAMES = ["text", "phone", "state"];
const NONE = { nodes: [], pageInfo: { hasNextPage: false } };

export const styles = ["/static/console/pages/payouts/payouts.css"];

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  useListKeys();
  const { query } = place.value;
  const state = query.get("state");
  const filter = { text: query.get("text"), phone: query.get("phone"), states: state ? [state] : null };
  /** @param {Operations["PayoutBatchPage"]["data"]} data */
  const pick = ({ node }) => (node && "middle" in node ? node.payouts : NONE);
  const pages = useConnection(BATCH, { id: params.batch ?? "", filter }, pick);
  const { known } = pages;
  const node = known.data?.node;
  const batch = node && "middle" in node ? node : null;
  useNews(/^(payout_batch\.changed|payout\.changed|approval\.)/, useGathered(known.again, 2_000), batch?.business.id ?? null);
  const verb = query.get("do");
  return html`
    <p class="crumbs no-print"><a href="/payouts/batches">${words("batches")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${() => (batch ? html`<${Shown} batch=${batch} pages=${pages} again=${known.again} />` : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`)}
    <//>
    ${batch && verb && may("payout.request") ? html`<${ActPanel} batch=${batch} verb=${verb} again=${known.again} onClose=${() => setQuery({ do: null })} />` : null}`;
}

/** @param {{ batch: Batch, pages: import("../../client/pages.js").Pages<Row>, again: () => Promise<void> }} props */
function Shown({ batch, pages, again }) {
  const { query } = place.value;
  const line = batch.till.payoutLine;
  const waits = batch.states.some(({ state }) => state === "RESERVED");
  return html`
    <div class="page-head"><h1>${batch.name}</h1><${BatchState} batch=${batch} /></div>
    <${Paused} pause=${batch.business.payoutRules?.pause} />
    ${batch.pause ? html`<div class="note warn" role="status"><p><b>${t("paused")}</b> ${batch.pause.reason} <small class="fine">${batch.pause.by?.name ?? words("system")}, <${Time} at=${batch.pause.at} /></small></p></div>` : null}
    ${batch.state === "DRAFT" ? html`<div class="note"><p>${t("draftSays")}</p></div>` : null}
    ${waits && line?.shortSince ? html`<div class="note warn" role="status"><p><b>${t("noFloat")}</b> ${t("noFloatSays")} <a href="/payouts/float">${words("float")}</a></p></div>` : null}
    ${waits && line?.stoppedAt ? html`<div class="note bad" role="status"><p>${t("stopped", { code: line.stoppedCode })} <a href="/payouts/float">${words("float")}</a></p></div>` : null}
    <div class="columns main-and-side">
      <section class="card"><h2>${t("progress")}</h2><${Progress} batch=${batch} />
        <h3>${t("largest")}</h3>
        <ul>${batch.largest.nodes.map((each) => html`<li key=${each.id}><a href=${`/payouts/${each.id}`}>${each.phone}</a>, ${each.description}: <${Money} value=${each.amount} /></li>`)}</ul>
      </section>
      <div>
        <${Facts} batch=${batch} />
        ${may("payout.request") ? html`<${Verbs} batch=${batch} again=${again} />` : null}
      </div>
    </div>
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${words("search")} />
      <${TextFilter} name="phone" label=${words("phone")} placeholder="0712 345 678" />
      <${ChoiceFilter} name="state" label=${words("state")} options=${STATES.map((value) => ({ value, label: words(value) }))} />
    <//>
    <${Table} label=${t("payouts")} columns=${columns()} pages=${{ ...pages, known: undefined }} file="payout-batch" href=${(/** @type {Row} */ row) => `/payouts/${row.id}`} filtered=${NAMES.some((name) => query.has(name))} />`;
}

/** What stands in each state; pressed, the list shows that state alone. @param {{ batch: Batch }} props */
function Progress({ batch }) {
  const chosen = place.value.query.get("state");
  const paid = batch.states.find(({ state }) => state === "PAID")?.count ?? 0;
  return html`
    ${batch.state === "APPROVED" ? html`<progress max=${batch.rows} value=${paid} aria-label=${t("progress")}></progress> <span>${outcomes(batch)}</span>` : null}
    <ul class="state-totals" aria-label=${words("totals")}>
      ${batch.states.map(({ state, count, amount }) => html`<li key=${state}>
        <button type="button" class="quiet" aria-pressed=${state === chosen} onClick=${() => setQuery({ state: state === chosen ? null : state })}>
          <small>${words(state)} · ${count.toLocaleString("en-GB")}</small> <${Money} value=${amount} />
        </button></li>`)}
    </ul>`;
}

/** @param {{ batch: Batch }} props */
function Facts({ batch }) {
  const odd = (/** @type {number} */ count) => (count ? html`<b>${count.toLocaleString("en-GB")}</b>` : t("none"));
  return html`
    <section class="card">
      <p class="amount"><${Money} value=${batch.amount} currency /></p>
      ${isZero(batch.residue) ? null : html`<p class="fine">${t("residue", { amount: shown(batch.residue) })}</p>`}
      <dl class="facts">
        <dt>${t("rows")}</dt><dd>${batch.rows.toLocaleString("en-GB")}</dd>
        <dt>${t("smallest")}</dt><dd><${Money} value=${batch.smallest} /></dd>
        <dt>${t("middle")}</dt><dd><${Money} value=${batch.middle} /></dd>
        <dt>${t("odd")}</dt><dd>${odd(batch.odd)}</dd>
        <dt>${t("fresh")}</dt><dd>${odd(batch.fresh)}</dd>
        <dt>${t("repeated")}</dt><dd>${odd(batch.repeated)}</dd>
        ${batch.schedule ? html`<dt>${t("schedule")}</dt><dd><a href=${`/payouts/schedules/${batch.schedule.id}`}>${batch.schedule.name}</a></dd>` : html`<dt>${t("file")}</dt><dd>${batch.fileName}</dd>`}
        <dt>${words("till")}</dt><dd><a href=${`/settings/tills/${batch.till.id}`}>${batch.till.name}</a> (${batch.till.shortcode})</dd>
        <dt>${t("who")}</dt><dd>${batch.requestedBy?.name ?? words("system")}, <${Time} at=${batch.createdAt} /></dd>
        ${batch.approval ? html`<dt>${t("approval")}</dt><dd><a href=${`/approvals/${batch.approval.id}`}>${batch.approval.checker?.name ?? batch.approval.maker.name}</a>, <${Time} at=${batch.approvedAt} /></dd>` : null}
      </dl>
    </section>`;
}

/** @returns {import("../../parts/table.js").Column<Row>[]} */
function columns() {
  const receipt = (/** @type {Row} */ row) => row.attempts.nodes[0]?.receiptNumber ?? "";
  return [
    { name: "phone", label: words("phone"), main: true, show: (row) => row.phone, csv: (row) => row.phone ?? "" },
    { name: "amount", label: words("amount"), number: true, show: (row) => html`<${Money} value=${row.amount} />`, csv: (row) => row.amount },
    { name: "for", label: words("for"), show: (row) => row.description, csv: (row) => row.description },
    { name: "state", label: words("state"), show: (row) => html`<${State} payout=${row} />${row.text ? html`<small class="fine">${row.text}</small>` : null}`, csv: (row) => row.state },
    { name: "receipt", label: words("receipt"), show: (row) => receipt(row) || "–", csv: receipt },
  ];
}
