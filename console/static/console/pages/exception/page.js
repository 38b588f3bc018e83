// The page of one exception: the evidence, what was said, and what can be done.

import { html } from "../../vendor/htm-preact.js";
import { dayOf, daysShown, longDay } from "../../client/clock.js";
import { useGathered, useQuery } from "../../client/live.js";
import { act } from "../../client/query.js";
import { useNews } from "../../frame/news.js";
import { place, setQuery } from "../../frame/router.js";
import { may } from "../../frame/session.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Time } from "../../parts/time.js";
import { Timeline } from "../../parts/timeline.js";
import { told } from "../../parts/toast.js";
import { t as kinds } from "../exceptions/texts.js";
import { Age, State } from "../exceptions/words.js";
import { t as reasons } from "../proof/texts.js";
import { accountNamed } from "../reconciliation/states.js";
import { Act, Actions } from "./actions.js";
import { EXCEPTION, TIE } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["ExceptionPage"]["data"]["node"]>, { daysOpen: number }>} Exception */

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const known = useQuery(EXCEPTION, { id: params.exception ?? "" });
  const again = useGathered(known.again);
  const node = known.data?.node;
  const row = node && "daysOpen" in node ? node : null;
  const memberships = known.data?.me?.memberships.nodes ?? [];
  const mine = memberships.find(({ business }) => business.id === row?.business.id)?.id ?? null;
  useNews(/^reconciliation\.exception$/, again, row?.business.id ?? null);
  const verb = place.value.query.get("do");
  return html`
    <p class="crumbs no-print"><a href="/reconciliation/exceptions">${t("back")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${() => (row ? html`<${Shown} row=${row} mine=${mine} again=${known.again} />` : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`)}
    <//>
    ${row && verb && may("reconciliation.write") ? html`<${Act} row=${row} verb=${verb} onClose=${() => setQuery({ do: null })} again=${known.again} />` : null}`;
}

/** What names it: M-Pesa's number, at a bank the words of the row. @param {Exception} row */
function named({ bankAccount, row, booked, receiptNumber }) {
  return bankAccount ? (row?.details ?? booked?.description ?? "") : receiptNumber;
}

/** @param {{ row: Exception, mine: string | null, again: () => Promise<void> }} props */
function Shown({ row, mine, again }) {
  const notes = row.notes.nodes.map(({ text, at, author }) => ({ title: author?.name ?? t("system"), at, says: text }));
  return html`
    <div class="page-head"><h1>${kinds(row.kind)}${named(row) ? `: ${named(row)}` : ""}</h1><${State} row=${row} /> <${Age} row=${row} /></div>
    ${row.state === "PROPOSED" && row.approval ? html`<p class="note warn"><span>${t("waits")}</span> <a class="button quiet no-print" href=${`/approvals/${row.approval.id}`}>${t("look")}</a></p>` : null}
    <div class="columns main-and-side">
      <div>
        <${Evidence} row=${row} />
        ${row.suggestions.length ? html`<${Suggestions} row=${row} again=${again} />` : null}
        <section class="card"><h2>${t("notes")}</h2>${notes.length ? html`<${Timeline} label=${t("notes")} steps=${notes} />` : html`<p class="fine">${t("noNotes")}</p>`}</section>
      </div>
      <div>
        <section class="card">
          <p class="amount"><${Money} value=${row.amount} currency /></p>
          <${Facts} row=${row} />
        </section>
        ${may("reconciliation.write") ? html`<${Actions} row=${row} mine=${mine} again=${again} />` : null}
      </div>
    </div>`;
}

/** What it may be, with the other side of each: tied in one press. @param {{ row: Exception, again: () => Promise<void> }} props */
function Suggestions({ row, again }) {
  const isRow = row.suggestions.some(({ exception }) => exception.id === row.id);
  return html`
    <section class="card"><h2>${t("maybe")}</h2><p class="fine">${t(isRow ? "maybeEntry" : "maybeRow")}</p>
      <ul class="choices">
        ${row.suggestions.map((each) => html`<li key=${each.exception.id + (each.booked?.id ?? "")}>
          <div>${isRow ? html`<${Booked} booked=${each.booked} />` : html`<${OnStatement} exception=${each.exception.id} row=${each.row} />`}
          <br /><small class="fine">${each.evidence}</small></div>
          <${TieToThis} suggestion=${each} again=${again} />
        </li>`)}
      </ul>
    </section>`;
}

/** @typedef {Exception["suggestions"][number]} Suggestion */

/** @param {{ suggestion: Suggestion, again: () => Promise<void> }} props */
function TieToThis({ suggestion: { exception, booked, evidence, fits }, again }) {
  if (!fits) return html`<small>${t("notOne")}</small>`;
  if (!booked || !may("reconciliation.write")) return null;
  const tie = () =>
    told(async () => {
      await act(TIE, { input: { exception: exception.id, entry: booked.id, comment: t("asSuggested", { evidence }) } });
      await again();
    }, t("tied"));
  return html`<button type="button" class="no-print" onClick=${tie}>${t("tieToThis")}</button>`;
}

/** @param {{ booked: Suggestion["booked"] }} props */
function Booked({ booked }) {
  if (!booked) return t("anEntry");
  return html`<a href=${`/ledger/entries/${booked.id}`}>${t("entry", { number: booked.entryNumber ?? "–" })}</a>, ${t("counts", { day: longDay(booked.effectiveOn) })}: <${Money} value=${booked.amount} currency /><br />
    <small class="fine">${booked.reference} · ${booked.description}</small>`;
}

/** @param {{ exception: string, row: Suggestion["row"] }} props */
function OnStatement({ exception, row }) {
  return html`<a href=${`/reconciliation/exceptions/${exception}`}>${row.receiptNumber}</a>, <${Time} at=${row.completedAt} />: <${Money} value=${row.paidIn === "0.00" ? row.withdrawn : row.paidIn} currency /><br />
    <small class="fine">${row.details}</small>`;
}

/** @param {{ row: Exception }} props */
function Evidence({ row: { row, booked, receipt, undoes, correction, bankAccount } }) {
  return html`
    <section class="card"><h2>${t("row")}</h2>
    ${row
      ? html`<dl class="facts">
          <dt>${t("details")}</dt><dd>${row.details || "–"}</dd>
          <dt>${t("at")}</dt><dd>${bankAccount ? longDay(dayOf(row.completedAt)) : html`<${Time} at=${row.completedAt} />`}</dd>
          <dt>${t("paidIn")}</dt><dd><${Money} value=${row.paidIn} /></dd>
          <dt>${t("withdrawn")}</dt><dd><${Money} value=${row.withdrawn} /></dd>
          <dt>${t("file")}</dt><dd>${row.statement.fileName}</dd>
        </dl>`
      : html`<p class="fine">${t("noRow")}</p>`}</section>
    <section class="card"><h2>${t("booked")}</h2>
    ${booked
      ? html`<p><${Booked} booked=${booked} /></p>`
      : correction
        ? html`<p>${t("nowBooked")} <a href=${`/ledger/entries/${correction.id}`}>${t("entry", { number: correction.entryNumber ?? "–" })}</a></p>`
      : undoes
        ? html`<${TakenOut} undoes=${undoes} />`
        : html`<p class="fine">${t("noEntry")}</p>`}
    ${receipt ? html`<p>${t("receipt")} <a href=${`/receipts/${receipt.id}`}>${receipt.number}</a>: <${Money} value=${receipt.amount} currency /></p>` : null}</section>`;
}

/** Why the books have nothing of it: it was taken out. @param {{ undoes: NonNullable<Exception["undoes"]> }} props */
function TakenOut({ undoes: { id, closedAs, closedAt, correction } }) {
  const how = closedAs && closedAs !== "SPLIT" ? kinds(closedAs) : kinds("SPLIT_DONE");
  return html`<p class="note warn"><span>${t("takenOut", { how })} <${Time} at=${closedAt} />: <a href=${`/reconciliation/exceptions/${id}`}>${t("earlier")}</a>${correction ? html`, <a href=${`/ledger/entries/${correction.id}`}>${t("entry", { number: correction.entryNumber ?? "–" })}</a>` : null}. ${t("takeBack")}</span></p>`;
}

/** Who ended it: who asked for it, and who else approved that. @param {Exception} row */
function closer({ closedBy, closedAs, approval }) {
  if (!closedBy) return t("byProof");
  const checker = closedAs === "TIED" ? null : approval?.checker;
  return checker && checker.name !== closedBy.name ? t("askedAndApproved", { name: closedBy.name, checker: checker.name }) : t("closedBy", { name: closedBy.name });
}

/** @param {{ row: Exception }} props */
function Facts({ row }) {
  const proof = (/** @type {Exception["firstRun"]} */ run) => html`<a href=${`/reconciliation/${run.id}`}>${t("proof", { days: daysShown(run.fromDay, run.toDay) })}</a>`;
  return html`
    <dl class="facts">
      <dt>${t(row.bankAccount ? "toBookBank" : "toBook")}</dt><dd><${Money} value=${row.toBook} /></dd>
      <dt>${t("why")}</dt><dd>${reasons(row.why)}</dd>
      <dt>${t(row.bankAccount ? "account" : "till")}</dt><dd>${row.bankAccount ? "" : `${row.till.name} (${row.till.shortcode}), `}${accountNamed(row)}</dd>
      <dt>${t("at")}</dt><dd>${row.bankAccount ? longDay(dayOf(row.occurredAt)) : html`<${Time} at=${row.occurredAt} />`}</dd>
      <dt>${t("opened")}</dt><dd>${proof(row.firstRun)}</dd>
      ${row.lastRun.id === row.firstRun.id ? null : html`<dt>${t("last")}</dt><dd>${proof(row.lastRun)}</dd>`}
      <dt>${t("assignee")}</dt><dd>${row.assignee?.name ?? t("nobody")}</dd>
      ${row.approval ? html`<dt>${t("approval")}</dt><dd><a href=${`/approvals/${row.approval.id}`}>${t("look")}</a></dd>` : null}
      ${row.closedAt ? html`<dt>${t("closed")}</dt><dd><${Time} at=${row.closedAt} /> ${closer(row)}</dd>` : null}
      ${row.correction ? html`<dt>${t("correction")}</dt><dd><a href=${`/ledger/entries/${row.correction.id}`}>${t("entry", { number: row.correction.entryNumber ?? "–" })}</a></dd>` : null}
    </dl>`;
}
