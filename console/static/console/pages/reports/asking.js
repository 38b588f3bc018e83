// One report is asked for: its days by a name or typed, what it is about, and how it is written. What is small is saved
// at once; the rest is made meanwhile and stands in the list.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { today } from "../../client/clock.js";
import { language } from "../../client/language.js";
import { useQuery } from "../../client/live.js";
import { act } from "../../client/query.js";
import { place } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { daysOf, NAMES } from "../named_period/days.js";
import { t as periodWords } from "../named_period/texts.js";
import { opened } from "../papers/download.js";
import { ThingChoices } from "./choices.js";
import { NEWEST_SEAL, REQUEST_REPORT } from "./operations.js";
import { seenAtOnce, worded } from "./problems.js";
import { t } from "./texts.js";

/** @typedef {import("./groups.js").Report} Report */
/** @typedef {Operations["RequestReport"]["variables"]["input"]} Input */

const COMPARISONS = /** @type {const} */ (["NONE", "PREVIOUS", "LAST_YEAR", "MONTHS"]);
/** A pack and a return are mostly wanted of days that are over. @type {Record<string, string>} */
const BEGINS = { DAILY_PACK: "YESTERDAY", WEEKLY_PACK: "LAST_WEEK", MONTHLY_PACK: "LAST_MONTH", VAT: "LAST_MONTH", ITAX_GENERAL_SALES: "LAST_MONTH", ITAX_ZERO_RATED_SALES: "LAST_MONTH", ITAX_EXEMPT_SALES: "LAST_MONTH" };
const FORMATS = /** @type {const} */ (["XLSX", "CSV", "CSV_FOR_EXCEL", "JSON"]);

/** @param {{ report: Report, onClose: () => void, onAsked: () => void }} props */
export function Asking({ report, onClose, onAsked }) {
  const { query } = place.value;
  const wants = (/** @type {Report["needs"][number]} */ name) => report.needs.includes(name) || report.takes.includes(name);
  const sealed = useQuery(NEWEST_SEAL, business.value && wants("SEAL") ? { business: business.value.id } : null);
  const newest = sealed.data?.journalEntries.nodes.find(({ number }) => number)?.number ?? "";

  /** @param {Record<string, string>} values */
  async function send(values) {
    const { account, customer, market, run, session, till, branch, seal, compare } = values;
    const input = /** @type {Input} */ ({
      business: business.value?.id ?? "", report: report.key, format: values.format, fromDay: values.fromDay || null, toDay: values.toDay || null,
      account: account || null, customer: customer || null, market: market || null, run: run || null, session: session || null, till: till || null, branch: branch || null,
      seal: seal?.trim() || null, compare: compare || "NONE",
    });
    const { reportFile } = await act(REQUEST_REPORT, { input }).catch((error) => {
      throw worded(error, newest);
    });
    onAsked();
    onClose();
    if (reportFile?.download) await opened(reportFile.download.path);
    else toast(t("isMade", { title: report.title }));
  }
  return html`
    <${Panel} title=${report.title} onClose=${onClose}>
      <p class="fine">${report.answers}</p>
      ${language.value === "sw" ? html`<p class="fine">${t("inEnglish")}</p>` : null}
      <${Form} label=${report.title} send=${t("get")} onSend=${send} check=${(/** @type {Record<string, string>} */ values) => seenAtOnce(values, newest)} wide>
        ${wants("PERIOD") ? html`<${Days} report=${report} query=${query} />` : null}
        <${ThingChoices} needs=${report.needs} takes=${report.takes} query=${query} />
        ${wants("COMPARE") ? html`<${Field} name="compare" label=${t("COMPARE")} options=${COMPARISONS.map((value) => ({ value, label: t(value) }))} />` : null}
        <${Field} name="format" label=${t("format")} options=${FORMATS.map((value) => ({ value, label: t(value) }))} />
        ${wants("SEAL") ? html`<${Field} name="seal" label=${t("SEAL")} hint=${html`${t("sealHint")} ${newest ? t("sealNewest", { newest }) : t("sealWhere")} <a href="/ledger/entries">${t("journal")}</a>`} inputmode="numeric" autocomplete="off" />` : null}
      <//>
    <//>`;
}

/** @param {{ report: Report, query: URLSearchParams }} props */
function Days({ report: { key, periods }, query }) {
  const [days, setDays] = useState(() => begun(key, periods, query));
  /** @param {string} name */
  function choose(name) {
    const found = periods.find(({ preset }) => preset === name);
    setDays(found ? { name, from: found.fromDay, to: found.toDay } : { ...days, name: "own" });
  }
  const named = periods.map(({ preset }) => ({ value: preset, label: periodWords(/** @type {Parameters<typeof periodWords>[0]} */ (preset)) }));
  return html`
    <${Field} name="period" label=${periodWords("period")} options=${[...named, { value: "own", label: periodWords("own") }]} value=${days.name} onChange=${(/** @type {any} */ event) => choose(event.target.value)} />
    <${Field} name="fromDay" label=${periodWords("from")} type="date" value=${days.from} required onInput=${(/** @type {any} */ event) => setDays({ ...days, name: "own", from: event.target.value })} />
    <${Field} name="toDay" label=${periodWords("to")} hint=${days.to > today() ? t("notOverHint") : undefined} type="date" value=${days.to} required onInput=${(/** @type {any} */ event) => setDays({ ...days, name: "own", to: event.target.value })} />`;
}

/** The days that the address names, else those for which the report is mostly wanted.
 * @param {string} key @param {Report["periods"]} periods @param {URLSearchParams} query */
function begun(key, periods, query) {
  const usual = NAMES.some((name) => query.has(name)) ? undefined : periods.find(({ preset }) => preset === BEGINS[key]);
  if (usual) return { name: usual.preset, from: usual.fromDay, to: usual.toDay };
  return daysOf(query, periods) ?? { name: "own", from: "", to: "" };
}
