// Statements come in, days are proved.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { daysShown, today } from "../../client/clock.js";
import { useGathered, useQuery } from "../../client/live.js";
import { act, sendFile } from "../../client/query.js";
import { useNews } from "../../frame/news.js";
import { go, place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { DropZone } from "../../parts/drop_zone.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { toast, told as orSay } from "../../parts/toast.js";
import { Preview } from "../statement_preview/preview.js";
import { t as preview } from "../statement_preview/texts.js";
import { DAY, RECONCILE, UPLOAD } from "./operations.js";
import { heldShown } from "./held.js";
import { accountNamed, accountShown, banksAmong, MPESA_ACCOUNTS, State } from "./states.js";
import { t } from "./texts.js";

/** @typedef {Operations["Reconciliation"]["data"]} Day */
/** @typedef {import("../statement_preview/preview.js").Found} Found */
/** @typedef {{ id: string, code: string, name: string }} Bank */
/** @typedef {{ account: typeof MPESA_ACCOUNTS[number] | "", fromDay: string, toDay: string }} Told */

const SCOPES = /** @type {const} */ (["ACCOUNT", "TILL", "BUSINESS"]);
/** What is larger is judged without being looked at first: STATEMENT_PREVIEW_MAX_BYTES of the server. */
const LOOKED_AT = 16 * 1024 * 1024;

export function Page() {
  const here = business.value;
  const known = useQuery(DAY, here && { business: here.id, withBanks: may("ledger.read") });
  const again = useGathered(known.again);
  useNews(/^(statement|reconciliation|approval)\./, again);
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p>
      <div class="actions end no-print"><a class="button quiet" href="/reconciliation/nights">${t("nights")}</a>
        <a class="button quiet" href="/reconciliation/exceptions">${t("exceptions")}</a></div></div>
    <${Reading} known=${known} rows=${8}>
      ${(/** @type {Day} */ data) => html`
        ${may("reconciliation.write") ? html`<${Work} tills=${data.tills.nodes} banks=${banksAmong(data.accounts?.nodes ?? [])} again=${known.again} />` : null}
        <section class="card"><h2>${t("runs")}</h2>
          <div class="labelled"><${Table} label=${t("runs")} columns=${runColumns()} pages=${{ rows: data.reconciliationRuns.nodes }}
            href=${(/** @type {Day["reconciliationRuns"]["nodes"][number]} */ row) => `/reconciliation/${row.id}`} empty=${html`<${Empty} title=${t("noRuns")} />`} /></div></section>
        <section class="card"><h2>${t("statements")}</h2>
          <${Table} label=${t("statements")} columns=${fileColumns()} pages=${{ rows: data.statements.nodes }}
            href=${(/** @type {Day["statements"]["nodes"][number]} */ row) => `/reconciliation/statements/${row.id}`} empty=${html`<${Empty} title=${t("noFiles")} />`} /></section>`}
    <//>`;
}

/** One till or bank account for both, the file and the proof. @param {{ tills: Day["tills"]["nodes"], banks: Bank[], again: () => Promise<void> }} props */
function Work({ tills, banks, again }) {
  const asked = place.value.query;
  const day = asked.get("day") ?? "";
  const [chosen, setChosen] = useState([...tills, ...banks].find(({ id }) => id === asked.get("till"))?.id ?? tills[0]?.id ?? "");
  const [told, setTold] = useState(/** @type {Told} */ ({ account: "", fromDay: "", toDay: "" }));
  if (!tills.length) return html`<p class="note warn">${t("noTill")}</p>`;
  const [looked, setLooked] = useState(/** @type {{ file: File, found: Found } | null} */ (null));
  const isBank = banks.some(({ id }) => id === chosen);
  const which = isBank ? { bankAccount: chosen } : { till: chosen };
  /** @param {File} file @param {boolean} dryRun @param {(share: number) => void} [onProgress] */
  async function send(file, dryRun, onProgress) {
    const input = { ...which, fileName: file.name, account: (!isBank && told.account) || null, fromDay: told.fromDay || null, toDay: told.toDay || null, dryRun };
    const { path } = await act(UPLOAD, { input });
    return sendFile(path ?? "", file, onProgress);
  }
  /** @param {File} file @param {(share: number) => void} [onProgress] */
  async function bring(file, onProgress) {
    await send(file, false, onProgress);
    setLooked(null);
    await again();
  }
  /** @param {File} file @param {(share: number) => void} onProgress */
  async function look(file, onProgress) {
    setLooked(null);
    if (file.size <= LOOKED_AT) return setLooked({ file, found: await send(file, true, onProgress) });
    await bring(file, onProgress);
    toast(preview("tooLarge"));
  }
  /** @param {Record<string, string>} values */
  async function prove({ fromDay = "", toDay = "", scope = "ACCOUNT" }) {
    const { reconciliationRun } = await act(RECONCILE, { input: { ...which, fromDay, toDay, ...(isBank ? {} : { scope: /** @type {typeof SCOPES[number]} */ (scope) }) } });
    if (reconciliationRun) go(`/reconciliation/${!isBank && scope !== "ACCOUNT" ? "together/" : ""}${reconciliationRun.id}`);
  }
  return html`
    <div class="filters"><div class="filter"><label for="till-choice">${t(banks.length ? "tillOrBank" : "till")}</label>
      <select id="till-choice" value=${chosen} onChange=${(/** @type {any} */ event) => {
        setChosen(event.target.value);
        setLooked(null);
      }}>
        ${tills.map(({ id, name, shortcode }) => html`<option key=${id} value=${id}>${name} (${shortcode})</option>`)}
        ${banks.map(({ id, name, code }) => html`<option key=${id} value=${id}>${t("bank")}: ${code} ${name}</option>`)}
      </select></div></div>
    <div class="columns">
      <section class="card"><h2>${t("upload")}</h2><${DropZone} label=${t("upload")} hint=${t(isBank ? "bankHint" : "uploadHint")} accept=".csv,.xls,.xlsx" onFile=${look} />
        <${Tell} told=${told} onTell=${setTold} isBank=${isBank} /></section>
      <section class="card"><h2>${t("prove")}</h2>
        <${Form} label=${t("prove")} send=${t("begin")} onSend=${prove}>
          <${Field} name="fromDay" label=${t("from")} type="date" value=${day || today()} required />
          <${Field} name="toDay" label=${t("to")} type="date" value=${day || today()} required />
          ${isBank ? null : html`<${Field} name="scope" label=${t("scope")} options=${SCOPES.map((value) => ({ value, label: t(`scope.${value}`) }))} value="ACCOUNT" />`}
        <//></section>
    </div>
    ${looked ? html`<${Preview} file=${looked.file.name} found=${looked.found} onLeave=${() => setLooked(null)}
      onBring=${() => orSay(() => bring(looked.file), t("uploaded"))} />` : null}`;
}

/** What a file does not say of itself. @param {{ told: Told, onTell: (told: Told) => void, isBank: boolean }} props */
function Tell({ told, onTell, isBank }) {
  /** @param {keyof Told} name */
  const day = (name) => html`<label>${t(name)} <input type="date" value=${told[name]} onChange=${(/** @type {any} */ event) => onTell({ ...told, [name]: event.target.value })} /></label>`;
  return html`
    <details><summary>${t("tell")}</summary>
      <p class="fine">${t("tellSays")}</p>
      <div class="filters">
        ${isBank ? null : html`<label>${t("account")} <select value=${told.account} onChange=${(/** @type {any} */ event) => onTell({ ...told, account: event.target.value })}>
          <option value="">${t("fileSays")}</option>
          ${MPESA_ACCOUNTS.map((name) => html`<option key=${name} value=${name}>${accountShown(name)}</option>`)}
        </select></label>`}
        ${day("fromDay")} ${day("toDay")}
      </div>
    </details>`;
}

/** @returns {import("../../parts/table.js").Column<Day["reconciliationRuns"]["nodes"][number]>[]} */
function runColumns() {
  return [
    { name: "days", label: t("days"), main: true, show: (row) => daysShown(row.fromDay, row.toDay) },
    { name: "till", label: t("till"), show: (row) => (row.bankAccount ? "–" : row.till.name) },
    { name: "account", label: t("account"), show: (row) => accountNamed(row) },
    { name: "state", label: t("state"), show: (row) => html`<${State} state=${row.state} />${row.newest ? html` <small class="fine">${t("newest")}</small>` : null}${row.problem ? html` <small class="fine">${row.problem}</small>` : null}` },
    { name: "open", label: t("open"), number: true, show: (row) => (row.state === "DONE" ? html`${row.listed.count ? html`<small>${t(row.listed.count === 1 ? "item" : "items", { count: row.listed.count })}</small> ` : null}<${Money} value=${row.listed.amount} quietZero />` : "–") },
    { name: "unexplained", label: t("unexplained"), number: true, show: (row) => html`<${Money} value=${row.unexplained} />` },
    { name: "made", label: t("made"), show: (row) => html`<${Time} at=${row.createdAt} />` },
  ];
}

/** @returns {import("../../parts/table.js").Column<Day["statements"]["nodes"][number]>[]} */
function fileColumns() {
  return [
    { name: "file", label: t("file"), main: true, show: (row) => row.fileName },
    { name: "till", label: t("till"), show: (row) => (row.bankAccount ? accountNamed({ account: "BANK", bankAccount: row.bankAccount }) : row.till.name) },
    { name: "state", label: t("state"), show: (row) => html`<${State} state=${row.state} />
      ${row.problems.length ? html` <small class="fine">${row.problems[0]}</small>` : null}${row.held ? html` <small class="fine">${heldShown(row.held)}</small>` : null}` },
    { name: "rows", label: t("rows"), number: true, show: (row) => row.rowsTotal === null || row.rowsTotal === undefined ? "–" : `${["WITHDRAWN", "SUPERSEDED"].includes(row.state) ? 0 : row.rowsDone} / ${row.rowsTotal}` },
    { name: "at", label: t("at"), show: (row) => html`<${Time} at=${row.uploadedAt} />` },
  ];
}
