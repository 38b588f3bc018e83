// The page of one proof, as an accountant signs it. Made to be printed too.

import { html } from "../../vendor/htm-preact.js";
import { daysShown, momentShown } from "../../client/clock.js";
import { useGathered, useQuery } from "../../client/live.js";
import { isZero, shown } from "../../client/money.js";
import { useNews } from "../../frame/news.js";
import { Icon } from "../../parts/icon.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Moment } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { BalanceChain } from "../balance_chain/chain.js";
import { t as exceptionWords } from "../exceptions/texts.js";
import { State as Ended } from "../exceptions/words.js";
import { accountNamed, State } from "../reconciliation/states.js";
import { ReportLink } from "../reports/link.js";
import { PROOF } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["Proof"]["data"]["node"]>, { fromDay: string }>} Run */

export const styles = ["/static/console/pages/balance_chain/chain.css", "/static/console/pages/proof/proof.css"];

/** The proof line by line: sign and field. */
const TERMS = /** @type {const} */ ([
  ["", "statementClosing"], ["+", "receiptsNotOnStatement"], ["−", "payoutsNotOnStatement"], ["−", "creditsNotBooked"],
  ["+", "debitsNotBooked"], ["+", "sweepsInFlight"], ["=", "ledger"], ["", "unexplained"],
]);

/** What is as of the moment at which it looked. */
const UNTIL = /** @type {string[]} */ (["statementClosing", "ledger"]);

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const known = useQuery(PROOF, { id: params.run ?? "" });
  const again = useGathered(known.again);
  const node = known.data?.node;
  const run = node && "fromDay" in node ? node : null;
  useNews(/^reconciliation\.done$/, again, run?.business.id ?? null);
  return html`
    <p class="crumbs no-print"><a href="/reconciliation">${t("back")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${() => (run ? html`<${Shown} run=${run} />` : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`)}
    <//>`;
}

/** @param {{ run: Run }} props */
function Shown({ run }) {
  return html`
    <div class="page-head">
      <h1>${t("proof")} ${daysShown(run.fromDay, run.toDay)}</h1><${State} state=${run.state} />
      <div class="actions end no-print">
        ${run.state === "DONE" ? html`<${ReportLink} report="RECONCILIATION" about=${{ run: run.id }} text=${t("workbook")} />` : null}
        ${run.proofPath ? html`<a class="button quiet" href=${run.proofPath} download><${Icon} name="download" />${t("proofFile")}</a>` : null}
        <button type="button" class="quiet" onClick=${() => print()}><${Icon} name="print" />${t("print")}</button>
      </div>
    </div>
    ${run.problem ? html`<p class="note bad">${run.problem}</p>` : null}
    <div class="columns main-and-side">
      <div><${Together} run=${run} /><${Terms} run=${run} /><${BalanceChain} steps=${run.balanceSteps.nodes} /><${Gaps} run=${run} /><${Items} run=${run} /></div>
      <div><section class="card"><h2>${t("facts")}</h2>
        <dl class="facts">
          ${run.bankAccount ? html`<dt>${t("account")}</dt><dd>${accountNamed(run)}</dd>` : html`<dt>${t("till")}</dt><dd>${run.till.name} (${run.till.shortcode}), ${accountNamed(run)}</dd>`}
          <dt>${t("file")}</dt><dd>${run.statement?.fileName ?? t("none")}</dd>
          <dt>${t("seal")}</dt><dd>${run.seal ?? "–"}</dd>
          <dt>${t("matched")}</dt><dd>${run.matched}</dd>
          <dt>${t("booked")}</dt><dd>${run.bookedRows}</dd>
          <dt>${t("made")}</dt><dd><${Moment} at=${run.doneAt ?? run.createdAt} /></dd>
          ${run.sameAs ? html`<dt>${t("sameAs")}</dt><dd><a href=${`/reconciliation/${run.sameAs.id}`}><${Moment} at=${run.sameAs.doneAt ?? run.createdAt} /></a></dd>` : null}
        </dl></section>
        <${Elsewhere} run=${run} />
        <${Cover} run=${run} /></div>
    </div>`;
}

/** @param {{ run: Run }} props */
function Terms({ run }) {
  if (run.state !== "DONE") return html`<section class="card"><p>${t("progress", { done: run.rowsDone, all: run.rowsTotal ?? "?" })}</p></section>`;
  const rows = TERMS.map(([sign, name]) => ({ id: name, sign, value: run[name] }));
  /** @type {import("../../parts/table.js").Column<typeof rows[number]>[]} */
  const columns = [
    { name: "term", label: t("proof"), main: true, show: (row) => html`${`${row.sign} ${t(row.id)}`.trim()}${run.cutOff && UNTIL.includes(row.id) ? html` <small>${t("until", { at: momentShown(run.cutOff) })}</small>` : null}` },
    { name: "amount", label: t("amount"), number: true, show: (row) => html`<${Money} value=${row.value} />` },
  ];
  return html`
    <section class="card">
      <${Table} label=${t("proof")} columns=${columns} pages=${{ rows }} />
      <${Verdict} run=${run} />
    </section>`;
}

/** Green only where nothing is left to do: listed items are explained, and open. @param {{ run: Run }} props */
function Verdict({ run: { unexplained, listed } }) {
  if (!isZero(unexplained ?? "1")) return html`<p class="note bad">${t("open")}</p>`;
  if (!listed.count) return html`<p class="note good">${t("complete")}</p>`;
  return html`<p class="note warn">${t(listed.count === 1 ? "oneOpen" : "manyOpen", { count: listed.count, amount: shown(listed.amount) })}</p>`;
}

/** What is needed to check it without this system. @param {{ run: Run }} props */
function Elsewhere({ run: { id, digest } }) {
  if (!digest) return null;
  const copy = async (/** @type {string} */ text) => {
    await navigator.clipboard.writeText(text);
    toast(t("copied"));
  };
  const command = `python manage.py export_proof --run ${id} --out proof.jsonl`;
  const check = `python reconciliation/proofs/offline_checker.py proof.jsonl --digest ${digest}`;
  return html`
    <section class="card"><h2>${t("digest")}</h2>
      <p class="whole"><code>${digest}</code></p>
      <div class="actions no-print"><button type="button" class="quiet" onClick=${() => copy(digest)}>${t("copy")}</button></div>
      <details class="no-print"><summary>${t("elsewhere")}</summary>
        <p class="fine">${t("elsewhereSays")}</p>
        ${[command, check].map((line) => html`<p key=${line} class="whole"><code>${line}</code></p>`)}
        <div class="actions"><button type="button" class="quiet" onClick=${() => copy(`${command}\n${check}`)}>${t("copyCommands")}</button></div>
      </details>
    </section>`;
}

/** That others were proved with it, and where their page is. @param {{ run: Run }} props */
function Together({ run }) {
  const { whole } = run;
  if (!whole) return null;
  const clean = whole.unexplained !== null && isZero(whole.unexplained) && !whole.leftOut.length;
  return html`<p class=${`note ${clean ? "" : "warn"}`}><span>${t("withOthers", { count: whole.parts.length })}</span> <a class="button quiet no-print" href=${`/reconciliation/together/${run.id}`}>${t("toTogether")}</a></p>`;
}

/** Time that no file covers. @param {{ run: Run }} props */
function Gaps({ run }) {
  const { nodes, totalCount } = run.gaps;
  if (!totalCount) return null;
  const rows = nodes.map((gap, index) => ({ ...gap, id: String(index) }));
  /** @type {import("../../parts/table.js").Column<typeof rows[number]>[]} */
  const columns = [
    { name: "from", label: t("gapFrom"), main: true, show: (row) => html`<${Moment} at=${row.fromAt} />` },
    { name: "until", label: t("gapUntil"), show: (row) => html`<${Moment} at=${row.untilAt} />` },
    { name: "jump", label: t("jump"), number: true, show: (row) => (row.jump === null ? t("notKnown") : html`<${Money} value=${row.jump} />`) },
  ];
  return html`
    <section class="card"><h2>${t("gaps")}</h2><p class="note bad">${t("gapsSay")}</p>
      <${Table} label=${t("gaps")} columns=${columns} pages=${{ rows }} />
    </section>`;
}

/** What players own, and what there is. */
/** Without any of these nobody plays here. */
const PLAYERS = /** @type {const} */ (["wallets", "pools", "carryOver"]);
const OWED = /** @type {const} */ (["wallets", "pools", "carryOver", "payoutsInFlight"]);
const HAD = /** @type {const} */ (["mpesa", "bank"]);

/** @param {{ run: Run }} props */
function Cover({ run }) {
  const { cover } = run;
  if (!cover || PLAYERS.every((name) => isZero(cover[name]))) return null; // a business without players
  const short = cover.surplus.startsWith("-");
  return html`
    <section class="card"><h2>${t("cover")}</h2>
      <dl class="facts">
        ${[...OWED, ...HAD].map((name) => html`<dt>${t(name)}</dt><dd><${Money} value=${cover[name]} /></dd>`)}
        <dt>${t("surplus")}</dt><dd><${Money} value=${cover.surplus} /></dd>
      </dl>
      <p class=${`note ${short ? "bad" : "good"}`}>${t(short ? "notCovered" : "covered")}</p>
    </section>`;
}

/** @param {{ run: Run }} props */
function Items({ run }) {
  const { nodes, totalCount } = run.items;
  const rows = nodes.map((item, index) => ({ ...item, id: String(index) }));
  /** @type {import("../../parts/table.js").Column<typeof rows[number]>[]} */
  const columns = [
    { name: "receipt", label: t("receipt"), main: true, show: (row) => row.receiptNumber || row.reference || "–" },
    { name: "amount", label: t("amount"), number: true, show: (row) => html`<${Money} value=${row.amount} />` },
    { name: "why", label: t("why"), show: (row) => t(row.why) },
    { name: "ended", label: exceptionWords("state"), show: ({ exception }) => (exception ? html`<a href=${`/reconciliation/exceptions/${exception.id}`}><${Ended} row=${exception} /></a>` : "–") },
    { name: "at", label: t("at"), show: (row) => html`<${Moment} at=${row.occurredAt} />` },
    { name: "reference", label: t("reference"), show: (row) => row.reference || "–" },
  ];
  return html`
    <section class="card"><h2>${t("items")}</h2>
      ${rows.length ? html`<p class="no-print"><a href="/reconciliation/exceptions">${t("toExceptions")}</a></p>` : null}
      <${Table} label=${t("items")} columns=${columns} pages=${{ rows }} empty=${html`<${Empty} title=${t("noItems")} />`} />
      ${totalCount > nodes.length ? html`<p class="fine">${t("first", { count: nodes.length, all: totalCount })}</p>` : null}
    </section>`;
}
