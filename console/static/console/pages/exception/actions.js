// What can be done about an exception: a button each, and a panel with a form for the one that is chosen.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { longDay } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { shown } from "../../client/money.js";
import { act } from "../../client/query.js";
import { setQuery } from "../../frame/router.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form, nested } from "../../parts/form.js";
import { Empty, Reading } from "../../parts/states.js";
import { toast, told } from "../../parts/toast.js";
import { t as kinds } from "../exceptions/texts.js";
import { ACCOUNTS, ASSIGN, CARRY, CORRECT, ENTRIES, NOTE, SPLIT, TIE, WRITE_OFF } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Exception} Exception */
/** @typedef {{ row: Exception, done: (state: string | undefined, said?: "noted" | "carried" | "tied") => void }} Chosen */

const BAD_DEBTS = "5200";
/** Booked there, a row becomes a receipt. */
const RECEIPTS = "2890";

/** What to say of the account where the other side goes. @param {Exception} row */
function hintOf({ proposal, leg, kind, undoes, toBook }) {
  if (undoes) return t("hintUndoes");
  if (proposal?.accountCode === RECEIPTS) return t("hintReceipt");
  if (kind === "AMOUNT_DIFFERS" || kind === "DUPLICATE") return t("hintDifference");
  if (leg === "charge") return t("hintCharge");
  return t(toBook.startsWith("-") ? "hintOut" : "hintIn");
}

/** @param {{ row: Exception, mine: string | null, again: () => Promise<void> }} props */
export function Actions({ row, mine, again }) {
  /** @param {string | null} member */
  const assign = (member) =>
    told(async () => {
      await act(ASSIGN, { input: { exception: row.id, member } });
      await again();
    }, t(member ? "taken" : "put"));
  const proposed = row.proposal?.action;
  return html`
    <section class="card no-print"><h2>${t("actions")}</h2>
      ${row.announced && row.state === "OPEN" ? html`<p class="note warn"><span>${t(row.row ? "announcedOther" : "announced", { amount: shown(row.announced) })}</span></p>` : null}
      ${row.proposal ? html`<p>${t("proposed", { action: kinds(row.proposal.action) })}${row.proposal.accountCode ? ` (${row.proposal.accountCode})` : ""}</p>` : null}
      <div class="actions">
        ${row.actions.map((verb) => html`<button type="button" key=${verb} class=${verb === proposed ? "" : "quiet"} onClick=${() => setQuery({ do: verb })}>${kinds(verb)}</button>`)}
        <button type="button" class="quiet" onClick=${() => setQuery({ do: "NOTE" })}>${t("note")}</button>
        ${row.state !== "CLOSED" && mine
          ? html`<button type="button" class="quiet" onClick=${() => assign(row.assignee?.isMe ? null : mine)}>${t(row.assignee?.isMe ? "away" : "toMe")}</button>`
          : null}
      </div>
    </section>`;
}

/** The form of one act, in a panel. @param {{ row: Exception, verb: string, onClose: () => void, again: () => Promise<void> }} props */
export function Act({ row, verb, onClose, again }) {
  const forms = { NOTE: Note, CARRY: Carry, TIE: Tie, CORRECT: Correct, SPLIT: Split, WRITE_OFF: WriteOff };
  const chosen = verb === "NOTE" ? verb : row.actions.find((each) => each === verb);
  if (!chosen) return null;
  /** @type {Chosen["done"]} */
  const done = (state, said) => {
    toast(t(said ?? (state === "CLOSED" ? "done" : "asked")));
    onClose();
    again();
  };
  return html`
    <${Panel} title=${chosen === "NOTE" ? t("note") : kinds(chosen)} onClose=${onClose}>
      <p><b>${kinds(row.kind)}</b>: ${shown(row.amount)}</p>
      <${forms[chosen]} row=${row} done=${done} />
    <//>`;
}

function Comment() {
  return html`<${Field} name="comment" label=${t("comment")} hint=${t("commentHint")} rows=${3} maxlength="500" required />`;
}

/** @param {Chosen} props */
function Note({ row, done }) {
  /** @param {Record<string, string>} values */
  const send = async ({ text = "" }) => {
    await act(NOTE, { input: { exception: row.id, text } });
    done("", "noted");
  };
  return html`<${Form} label=${t("note")} send=${t("note")} onSend=${send} wide>
    <${Field} name="text" label=${t("text")} hint=${t("commentHint")} rows=${3} maxlength="500" required autofocus /><//>`;
}

/** @param {Chosen} props */
function Carry({ row, done }) {
  /** @param {Record<string, string>} values */
  const send = async ({ comment = "" }) => {
    await act(CARRY, { input: { exception: row.id, comment } });
    done("", "carried");
  };
  return html`<p>${t("carrySays")}</p><${Form} label=${t("carry")} send=${t("carry")} onSend=${send} wide><${Comment} /><//>`;
}

/** @param {Chosen} props */
function Tie({ row, done }) {
  const known = useQuery(ENTRIES, { id: row.id });
  /** @param {Record<string, string>} values */
  const send = async ({ entry = "", comment = "" }) => {
    await act(TIE, { input: { exception: row.id, entry, comment } });
    done("", "tied");
  };
  return html`
    <p>${t(row.bankAccount ? "tieSaysBank" : "tieSays")}</p>
    <${Reading} known=${known}>
      ${(/** @type {Operations["ExceptionEntries"]["data"]} */ { node }) => {
        const entries = node && "tieCandidates" in node ? node.tieCandidates : [];
        const options = entries.map(({ id, entryNumber, description, reference, effectiveOn }) => ({ value: id, label: `${entryNumber ?? "–"}, ${longDay(effectiveOn)}: ${description || reference}` }));
        if (!options.length) return html`<${Empty} title=${t("noEntries")} />`;
        return html`<${Form} label=${t("tie")} send=${t("tie")} onSend=${send} wide>
          <${Field} name="entry" label=${t("choose")} options=${options} required /><${Comment} /><//>`;
      }}
    <//>`;
}

/** The accounts of the books, for who types a code. @param {Exception} row */
function useAccounts(row) {
  const { data } = useQuery(ACCOUNTS, { business: row.business.id });
  return data?.accounts.nodes.map(({ code, name }) => ({ value: code, label: name })) ?? [];
}

/** @param {Chosen} props */
function Correct({ row, done }) {
  const accounts = useAccounts(row);
  /** @param {Record<string, string>} values @param {string} key */
  const send = async ({ accountCode = "", comment = "" }, key) => {
    const input = { exception: row.id, accountCode: accountCode.trim() || null, comment, idempotencyKey: key };
    done((await act(CORRECT, { input })).reconciliationException?.state);
  };
  return html`<p>${t("correctSays")}</p>
    <${Form} label=${kinds("CORRECT")} send=${t("send")} onSend=${send} wide>
      <${Field} name="accountCode" label=${t("accountCode")} hint=${hintOf(row)} value=${row.proposal?.accountCode ?? ""} suggestions=${accounts} autocomplete="off" required autofocus /><${Comment} /><//>`;
}

/** @param {Chosen} props */
function WriteOff({ row, done }) {
  const accounts = useAccounts(row);
  /** @param {Record<string, string>} values @param {string} key */
  const send = async ({ accountCode = "", comment = "" }, key) => {
    const input = { exception: row.id, accountCode: accountCode.trim() || null, comment, idempotencyKey: key };
    done((await act(WRITE_OFF, { input })).reconciliationException?.state);
  };
  return html`<p>${t("writeOffSays")}</p>
    <${Form} label=${kinds("WRITE_OFF")} send=${t("send")} onSend=${send} danger wide>
      <${Field} name="accountCode" label=${t("accountCode")} hint=${t("lossHint")} value=${BAD_DEBTS} suggestions=${accounts} autocomplete="off" /><${Comment} /><//>`;
}

/** @param {Chosen} props */
function Split({ row, done }) {
  const accounts = useAccounts(row);
  const [parts, setParts] = useState(2);
  /** @param {Record<string, string>} values @param {string} key */
  const send = async (values, key) => {
    const { comment, parts: given } = nested(values);
    const input = { exception: row.id, parts: given, comment, idempotencyKey: key };
    done((await act(SPLIT, { input })).reconciliationException?.state);
  };
  const more = html`<button type="button" class="quiet" onClick=${() => setParts(parts + 1)}>${t("more")}</button>`;
  return html`<p>${t("splitSays", { amount: shown(row.amount) })}</p>
    <${Form} label=${kinds("SPLIT")} send=${t("send")} onSend=${send} extra=${more} names=${{ parts: "parts.0.amount" }} wide>
      ${Array.from({ length: parts }, (_, index) => html`
        <${Field} key=${`a${index}`} name=${`parts.${index}.accountCode`} label=${t("part", { place: index + 1 })} suggestions=${accounts} autocomplete="off" required />
        <${Field} key=${`b${index}`} name=${`parts.${index}.amount`} label=${t("amount")} inputmode="decimal" autocomplete="off" required />`)}
      <${Comment} /><//>`;
}
