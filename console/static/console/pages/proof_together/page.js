// Accounts that were proved together: what they come to, what is open in each, and what was left out.

import { html } from "../../vendor/htm-preact.js";
import { daysShown } from "../../client/clock.js";
import { useGathered, useQuery } from "../../client/live.js";
import { isZero, shown, sum } from "../../client/money.js";
import { useNews } from "../../frame/news.js";
import { Icon } from "../../parts/icon.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Moment } from "../../parts/time.js";
import { t as proof } from "../proof/texts.js";
import { accountShown, State } from "../reconciliation/states.js";
import { t as words } from "../reconciliation/texts.js";
import { ITEMS, WHOLE } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["ProvedTogether"]["data"]["node"]>, { fromDay: string }>} Run */
/** @typedef {NonNullable<Run["whole"]>} Whole */
/** @typedef {Whole["parts"][number]} Part */
/** @typedef {Extract<NonNullable<Operations["ItemsTogether"]["data"]["nodes"][number]>, { items: unknown }>} Listed */

export const styles = ["/static/console/pages/proof/proof.css"];

/** So many accounts have their items on the page; the others on the page of their proof. */
const WITH_ITEMS = 20;

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const known = useQuery(WHOLE, { id: params.run ?? "" });
  const again = useGathered(known.again);
  const node = known.data?.node;
  const run = node && "fromDay" in node ? node : null;
  useNews(/^reconciliation\.done$/, again, run?.business.id ?? null);
  return html`
    <p class="crumbs no-print"><a href="/reconciliation">${proof("back")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${() => (run?.whole ? html`<${Shown} run=${run} whole=${run.whole} />` : html`<${Empty} title=${proof("absent")}>${t("absentSays")}<//>`)}
    <//>`;
}

/** @param {{ run: Run, whole: Whole }} props */
function Shown({ run, whole }) {
  const open = whole.parts.filter(({ listed }) => listed.count).slice(0, WITH_ITEMS);
  return html`
    <div class="page-head">
      <h1>${t("title")} ${daysShown(run.fromDay, run.toDay)}</h1>
      <div class="actions end no-print"><button type="button" class="quiet" onClick=${() => print()}><${Icon} name="print" />${proof("print")}</button></div>
    </div>
    <section class="card"><h2>${t("sums")}</h2>
      <p class="fine">${t("says")}</p>
      <${Sums} whole=${whole} />
      ${whole.leftOut.map((name) => html`<p key=${name} class="note bad">${t("leftOut", { name })}</p>`)}
      <${Verdict} whole=${whole} />
      ${whole.digest ? html`<p class="fine whole">${proof("digest")}: <code>${whole.digest}</code></p>` : null}
    </section>
    ${open.length ? html`<${Items} parts=${open} />` : null}`;
}

/** @param {{ whole: Whole }} props */
function Sums({ whole }) {
  const rows = whole.parts.map((part) => ({ ...part, id: part.run }));
  /** @type {import("../../parts/table.js").Column<typeof rows[number]>[]} */
  const columns = [
    { name: "account", label: proof("account"), main: true, show: (row) => html`<a href=${`/reconciliation/${row.run}`}>${named(row)}</a>${row.state === "DONE" ? null : html` <${State} state=${row.state} />`}` },
    { name: "closing", label: t("statement"), number: true, show: (row) => html`<${Money} value=${row.statementClosing} />` },
    { name: "ledger", label: t("ledger"), number: true, show: (row) => html`<${Money} value=${row.ledger} />` },
    { name: "open", label: words("open"), number: true, show: (row) => html`<${Money} value=${row.listed.amount} quietZero />` },
    { name: "unexplained", label: proof("unexplained"), number: true, show: (row) => html`<${Money} value=${row.unexplained} />` },
  ];
  const total = {
    account: html`<b>${t("all")}</b>`, closing: html`<${Money} value=${whole.statementClosing} />`, ledger: html`<${Money} value=${whole.ledger} />`,
    open: html`<${Money} value=${openOf(whole)} />`, unexplained: html`<${Money} value=${whole.unexplained} />`,
  };
  return html`<div class="labelled"><${Table} label=${t("sums")} columns=${columns} pages=${{ rows }} total=${total} /></div>`;
}

/** @param {Whole} whole */
function openOf({ parts }) {
  return sum(parts.map(({ listed }) => listed.amount));
}

/** @param {Part} part */
function named(part) {
  return part.account === "BANK" ? part.accountName : `${part.tillName} (${part.shortcode}), ${accountShown(part.account)}`;
}

/** Green only where all is proved, nothing was left out and nothing is open. @param {{ whole: Whole }} props */
function Verdict({ whole }) {
  if (whole.unexplained === null) return html`<p class="note">${t("underWay")}</p>`;
  if (!isZero(whole.unexplained)) return html`<p class="note bad">${proof("open")}</p>`;
  const count = whole.parts.reduce((found, { listed }) => found + listed.count, 0);
  if (count) return html`<p class="note warn">${proof(count === 1 ? "oneOpen" : "manyOpen", { count, amount: shown(openOf(whole)) })}</p>`;
  return whole.leftOut.length ? null : html`<p class="note good">${proof("complete")}</p>`;
}

/** What each lists. @param {{ parts: Part[] }} props */
function Items({ parts }) {
  const known = useQuery(ITEMS, { ids: parts.map(({ run }) => run) });
  return html`
    <${Reading} known=${known} rows=${4}>
      ${(/** @type {Operations["ItemsTogether"]["data"]} */ { nodes }) => parts.map((part) => {
        const found = nodes.find((node) => node && "items" in node && node.id === part.run);
        return found && "items" in found ? html`<${ItemsOf} key=${part.run} part=${part} listed=${found} />` : null;
      })}
    <//>`;
}

/** @param {{ part: Part, listed: Listed }} props */
function ItemsOf({ part, listed: { items } }) {
  const rows = items.nodes.map((item, index) => ({ ...item, id: String(index) }));
  /** @type {import("../../parts/table.js").Column<typeof rows[number]>[]} */
  const columns = [
    { name: "receipt", label: proof("receipt"), main: true, show: (row) => row.receiptNumber || row.reference || "–" },
    { name: "amount", label: proof("amount"), number: true, show: (row) => html`<${Money} value=${row.amount} />` },
    { name: "why", label: proof("why"), show: (row) => proof(row.why) },
    { name: "at", label: proof("at"), show: (row) => html`<${Moment} at=${row.occurredAt} />` },
  ];
  return html`
    <section class="card"><h2>${t("openIn", { name: named(part) })}</h2>
      <${Table} label=${t("openIn", { name: named(part) })} columns=${columns} pages=${{ rows }} />
      ${items.totalCount > rows.length ? html`<p class="fine">${proof("first", { count: rows.length, all: items.totalCount })}</p>` : null}
    </section>`;
}
