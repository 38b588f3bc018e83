// The page of one proof, as an accountant signs it. Made to be printed too.

import { html } from "../../vendor/htm-preact.js";
import { daysShown } from "../../client/clock.js";
import { useGathered, useQuery } from "../../client/live.js";
import { isZero } from "../../client/money.js";
import { useNews } from "../../frame/news.js";
import { Icon } from "../../parts/icon.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { BalanceChain } from "../balance_chain/chain.js";
import { t as exceptionWords } from "../exceptions/texts.js";
import { State as Ended } from "../exceptions/words.js";
import { accountNamed, accountShown, State } from "../reconciliation/states.js";
import { PROOF } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["Proof"]["data"]["node"]>, { fromDay: string }>} Run */

export const styles = ["/static/console/pages/balance_chain/chain.css"];

/** The proof line by line: sign and field. */
const TERMS = /** @type {const} */ ([
  ["", "statementClosing"], ["+", "receiptsNotOnStatement"], ["−", "payoutsNotOnStatement"], ["−", "creditsNotBooked"],
  ["+", "debitsNotBooked"], ["+", "sweepsInFlight"], ["=", "ledger"], ["", "unexplained"],
]);

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
        ${run.workbookPath ? html`<a class="button" href=${run.workbookPath} download><${Icon} name="download" />${t("workbook")}</a>` : null}
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
          <dt>${t("made")}</dt><dd><${Time} at=${run.doneAt ?? run.createdAt} /></dd>
          <dt>${t("digest")}</dt><dd>${run.digest ? html`<code title=${run.digest}>${run.digest.slice(0, 12)}</code>` : "–"}</dd>
          ${run.sameAs ? html`<dt>${t("sameAs")}</dt><dd><a href=${`/reconciliation/${run.sameAs.id}`}><${Time} at=${run.sameAs.doneAt ?? run.createdAt} /></a></dd>` : null}
        </dl></section>
        <${Cover} run=${run} /></div>
    </div>`;
}

/** @param {{ run: Run }} props */
function Terms({ run }) {
  if (run.state !== "DONE") return html`<section class="card"><p>${t("progress", { done: run.rowsDone, all: run.rowsTotal ?? "?" })}</p></section>`;
  const rows = TERMS.map(([sign, name]) => ({ id: name, sign, value: run[name] }));
  /** @type {import("../../parts/table.js").Column<typeof rows[number]>[]} */
  const columns = [
    { name: "term", label: t("proof"), main: true, show: (row) => `${row.sign} ${t(row.id)}`.trim() },
    { name: "amount", label: t("amount"), number: true, show: (row) => html`<${Money} value=${row.value} />` },
  ];
  const whole = isZero(run.unexplained ?? "1");
  return html`
    <section class="card">
      <${Table} label=${t("proof")} columns=${columns} pages=${{ rows }} />
      <p class=${`note ${whole ? "good" : "bad"}`}>${t(whole ? "complete" : "open")}</p>
    </section>`;
}

/** The accounts that were proved with it, each with its own proof, and what they come to. @param {{ run: Run }} props */
function Together({ run }) {
  const { whole } = run;
  if (!whole) return null;
  const total = { run: "", name: t("allTogether"), state: "", statementClosing: whole.statementClosing, ledger: whole.ledger, unexplained: whole.unexplained };
  const rows = [
    ...whole.parts.map((part) => ({ ...part, name: part.account === "BANK" ? part.accountName : `${part.tillName} (${part.shortcode}), ${accountShown(part.account)}`, id: part.run })),
    { ...total, id: "all" },
  ];
  /** @type {import("../../parts/table.js").Column<typeof rows[number]>[]} */
  const columns = [
    { name: "account", label: t("account"), main: true, show: (row) => (row.run && row.run !== run.id ? html`<a href=${`/reconciliation/${row.run}`}>${row.name}</a>` : html`<b>${row.name}</b>`) },
    { name: "state", label: t("state"), show: (row) => (row.state ? html`<${State} state=${row.state} />` : null) },
    { name: "closing", label: t("statementClosing"), number: true, show: (row) => html`<${Money} value=${row.statementClosing} />` },
    { name: "ledger", label: t("ledger"), number: true, show: (row) => html`<${Money} value=${row.ledger} />` },
    { name: "unexplained", label: t("unexplained"), number: true, show: (row) => html`<${Money} value=${row.unexplained} />` },
  ];
  return html`
    <section class="card"><h2>${t("together")}</h2><p class="fine">${t("togetherSays")}${whole.digest ? html` <code title=${whole.digest}>${whole.digest.slice(0, 12)}</code>` : null}</p>
      <${Table} label=${t("together")} columns=${columns} pages=${{ rows }} />
      ${whole.leftOut.length ? html`<p class="note bad">${t("leftOut", { names: whole.leftOut.join(", ") })}</p>` : null}
    </section>`;
}

/** Time that no file covers. @param {{ run: Run }} props */
function Gaps({ run }) {
  const { nodes, totalCount } = run.gaps;
  if (!totalCount) return null;
  const rows = nodes.map((gap, index) => ({ ...gap, id: String(index) }));
  /** @type {import("../../parts/table.js").Column<typeof rows[number]>[]} */
  const columns = [
    { name: "from", label: t("gapFrom"), main: true, show: (row) => html`<${Time} at=${row.fromAt} />` },
    { name: "until", label: t("gapUntil"), show: (row) => html`<${Time} at=${row.untilAt} />` },
    { name: "jump", label: t("jump"), number: true, show: (row) => (row.jump === null ? t("notKnown") : html`<${Money} value=${row.jump} />`) },
  ];
  return html`
    <section class="card"><h2>${t("gaps")}</h2><p class="note bad">${t("gapsSay")}</p>
      <${Table} label=${t("gaps")} columns=${columns} pages=${{ rows }} />
    </section>`;
}

/** What players own, and what there is. */
const OWED = /** @type {const} */ (["wallets", "pools", "carryOver", "payoutsInFlight"]);
const HAD = /** @type {const} */ (["mpesa", "bank"]);

/** @param {{ run: Run }} props */
function Cover({ run }) {
  const { cover } = run;
  if (!cover) return null;
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
    { name: "at", label: t("at"), show: (row) => html`<${Time} at=${row.occurredAt} />` },
    { name: "reference", label: t("reference"), show: (row) => row.reference || "–" },
  ];
  return html`
    <section class="card"><h2>${t("items")}</h2>
      ${rows.length ? html`<p class="no-print"><a href="/reconciliation/exceptions">${t("toExceptions")}</a></p>` : null}
      <${Table} label=${t("items")} columns=${columns} pages=${{ rows }} empty=${html`<${Empty} title=${t("noItems")} />`} />
      ${totalCount > nodes.length ? html`<p class="fine">${t("first", { count: nodes.length, all: totalCount })}</p>` : null}
    </section>`;
}
