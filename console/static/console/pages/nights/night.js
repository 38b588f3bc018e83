// One day beside the page: what is known of it, account by account, and what there is to do.

import { html } from "../../vendor/htm-preact.js";
import { longDay } from "../../client/clock.js";
import { useGathered, useQuery } from "../../client/live.js";
import { isZero, shown } from "../../client/money.js";
import { act } from "../../client/query.js";
import { useNews } from "../../frame/news.js";
import { may } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Timeline } from "../../parts/timeline.js";
import { toast, told } from "../../parts/toast.js";
import { RECONCILE } from "../reconciliation/operations.js";
import { accountShown } from "../reconciliation/states.js";
import { CLEAR, INVESTIGATE, NIGHT } from "./operations.js";
import { t } from "./texts.js";
import { markOf, Sign, State } from "./words.js";

/** @typedef {Extract<NonNullable<Operations["Night"]["data"]["node"]>, { provisional: boolean }>} Day */
/** @typedef {Day["accounts"]["nodes"][number]} Part */

/** @param {{ id: string, onClose: () => void, onChange: () => void }} props */
export function Night({ id, onClose, onChange }) {
  const known = useQuery(NIGHT, { id });
  const again = useGathered(known.again);
  const node = known.data?.node;
  const row = node && "provisional" in node ? node : null;
  useNews(/^reconciliation\./, again, row?.business.id ?? null);
  async function changed() {
    await known.again();
    onChange();
  }
  return html`
    <${Panel} title=${row ? longDay(row.day) : t("day")} onClose=${onClose}>
      <${Reading} known=${known} rows=${6}>
        ${() => (row ? html`<${Shown} row=${row} changed=${changed} />` : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`)}
      <//>
    <//>`;
}

/** @param {{ row: Day, changed: () => Promise<void> }} props */
function Shown({ row, changed }) {
  const notes = row.notes.nodes.map(({ text, at, author }) => ({ title: author?.name ?? t("system"), at, says: text }));
  return html`
    <p><${State} row=${row} /> <span class="fine">${row.till.name} (${row.till.shortcode})</span></p>
    <dl class="facts">
      <dt>${t("expected")}</dt><dd><${Money} value=${row.expected} /></dd>
      ${row.sources.map(({ name, amount }) => html`<dt key=${name}>${t(/** @type {any} */ (name))}</dt><dd><${Money} value=${amount} /></dd>`)}
      <dt>${t("actual")}</dt><dd><${Money} value=${row.actual} /></dd>
      <dt>${t("difference")}</dt><dd><${Money} value=${row.discrepancy} /></dd>
      ${row.decidedBy ? html`<dt>${t(row.state === "MATCHED" ? "clearedBy" : "decided")}</dt><dd>${row.decidedBy.name}</dd>` : null}
    </dl>
    <div class="labelled"><${Table} label=${t("account")} columns=${columns()} pages=${{ rows: row.accounts.nodes.map((part) => ({ ...part, id: part.account })) }} /></div>
    <${ToDo} row=${row} changed=${changed} />
    <h3>${t("notes")}</h3>
    ${notes.length ? html`<${Timeline} label=${t("notes")} steps=${notes} />` : html`<p class="fine">${t("noNotes")}</p>`}`;
}

/** @returns {import("../../parts/table.js").Column<Part & { id: string }>[]} */
function columns() {
  return [
    { name: "account", label: t("account"), main: true, show: (row) => html`<${Sign} mark=${markOf(row)} /> ${accountShown(row.account)}` },
    { name: "tells", label: t("tells"), show: (row) => t(row.basis) },
    { name: "expected", label: t("expected"), number: true, show: (row) => html`<${Money} value=${row.expected} />` },
    { name: "actual", label: t("actual"), number: true, show: (row) => html`<${Money} value=${row.actual} />` },
    { name: "proof", label: t("proof"), show: (row) => proofOf(row) },
  ];
}

/** @param {Part} part */
function proofOf({ run, unexplained }) {
  if (!run) return t("noProof");
  return html`<a href=${`/reconciliation/${run.id}`}>${t("proof")}</a>${isZero(unexplained) ? null : html` <small class="fine">${t("unexplained", { amount: shown(unexplained) })}</small>`}`;
}

/** @param {{ row: Day, changed: () => Promise<void> }} props */
function ToDo({ row, changed }) {
  const parts = row.accounts.nodes;
  const missing = parts.filter(({ basis }) => basis !== "STATEMENT");
  const unproved = parts.filter(({ basis, isProved }) => basis === "STATEMENT" && !isProved);
  const mine = may("reconciliation.write");
  const nothing = !missing.length && !unproved.length && row.state === "MATCHED";
  /** @param {Part["account"]} account */
  const prove = (account) =>
    told(async () => {
      await act(RECONCILE, { input: { till: row.till.id, account, fromDay: row.day, toDay: row.day } });
      await changed();
    }, t("proved"));
  return html`
    <h3>${t("todo")}</h3>
    ${nothing ? html`<p class="fine">${t("done")}</p>` : null}
    ${row.openItems ? html`<p><a class="button" href=${`/reconciliation/exceptions?till=${row.till.id}&from=${row.day}&to=${row.day}`}>${t("exceptions")} (${row.openItems})</a></p>` : null}
    ${missing.length && mine ? html`<p><a class="button" href=${`/reconciliation?till=${row.till.id}&day=${row.day}`}>${t("bring")}</a><br />
      <small class="fine">${t("bringSays", { accounts: missing.map(({ account }) => accountShown(account)).join(", ") })}</small></p>` : null}
    ${unproved.length && mine ? html`<p class="actions">${unproved.map(({ account }) => html`<button type="button" key=${account} class="quiet" onClick=${() => prove(account)}>${t("prove")}: ${accountShown(account)}</button>`)}</p>` : null}
    ${mine ? html`<${Say} row=${row} changed=${changed} />` : null}`;
}

/** What people say of a day. @param {{ row: Day, changed: () => Promise<void> }} props */
function Say({ row, changed }) {
  /** @param {Record<string, string>} values */
  async function investigate({ note = "" }) {
    await act(INVESTIGATE, { input: { day: row.id, note } });
    toast(t("noted"));
    await changed();
  }
  /** @param {Record<string, string>} values */
  async function clear({ reason = "" }) {
    await act(CLEAR, { input: { day: row.id, reason } });
    toast(t("clearDone"));
    await changed();
  }
  return html`
    <details><summary>${t("investigate")}</summary>
      <${Form} label=${t("investigate")} send=${t("send")} wide clear onSend=${investigate}>
        <${Field} name="note" label=${t("note")} rows=${3} maxlength=${500} required />
      <//></details>
    ${row.state === "MATCHED" || row.actual === null ? null : html`
      <details><summary>${t("clear")}</summary>
        <${Form} label=${t("clear")} send=${t("clearSend")} wide clear onSend=${clear}>
          <${Field} name="reason" label=${t("reason")} hint=${t("clearSays")} rows=${3} maxlength=${500} required />
        <//></details>`}`;
}
