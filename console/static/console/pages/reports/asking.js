// One report is asked for: its days by a name or typed, what it is about, and how it is written. What is small is saved
// at once; the rest is made meanwhile and stands in the list.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { act } from "../../client/query.js";
import { place } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { daysOf } from "../named_period/days.js";
import { t as periodWords } from "../named_period/texts.js";
import { opened } from "../papers/download.js";
import { ThingChoices } from "./choices.js";
import { REQUEST_REPORT } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {import("./groups.js").Report} Report */
/** @typedef {Operations["RequestReport"]["variables"]["input"]} Input */

const COMPARISONS = /** @type {const} */ (["NONE", "PREVIOUS", "LAST_YEAR", "MONTHS"]);
const FORMATS = /** @type {const} */ (["XLSX", "CSV", "CSV_FOR_EXCEL", "JSON"]);

/** @param {{ report: Report, onClose: () => void, onAsked: () => void }} props */
export function Asking({ report, onClose, onAsked }) {
  const { query } = place.value;
  const wants = (/** @type {Report["needs"][number]} */ name) => report.needs.includes(name) || report.takes.includes(name);

  /** @param {Record<string, string>} values */
  async function send(values) {
    const { account, customer, market, run, session, till, seal, compare } = values;
    const input = /** @type {Input} */ ({
      business: business.value?.id ?? "", report: report.key, format: values.format, fromDay: values.fromDay || null, toDay: values.toDay || null,
      account: account || null, customer: customer || null, market: market || null, run: run || null, session: session || null, till: till || null,
      seal: seal?.trim() || null, compare: compare || "NONE",
    });
    const { reportFile } = await act(REQUEST_REPORT, { input });
    onAsked();
    onClose();
    if (reportFile?.download) await opened(reportFile.download.path);
    else toast(t("isMade", { title: report.title }));
  }
  return html`
    <${Panel} title=${report.title} onClose=${onClose}>
      <p class="fine">${report.answers}</p>
      <${Form} label=${report.title} send=${t("get")} onSend=${send} wide>
        ${wants("PERIOD") ? html`<${Days} periods=${report.periods} query=${query} />` : null}
        <${ThingChoices} needs=${report.needs} takes=${report.takes} query=${query} />
        ${wants("COMPARE") ? html`<${Field} name="compare" label=${t("COMPARE")} options=${COMPARISONS.map((value) => ({ value, label: t(value) }))} />` : null}
        <${Field} name="format" label=${t("format")} options=${FORMATS.map((value) => ({ value, label: t(value) }))} />
        ${wants("SEAL") ? html`<${Field} name="seal" label=${t("SEAL")} hint=${t("sealHint")} inputmode="numeric" autocomplete="off" />` : null}
      <//>
    <//>`;
}

/** @param {{ periods: Report["periods"], query: URLSearchParams }} props */
function Days({ periods, query }) {
  const begun = daysOf(query, periods) ?? { name: "own", from: "", to: "" };
  const [days, setDays] = useState(begun);
  /** @param {string} name */
  function choose(name) {
    const found = periods.find(({ preset }) => preset === name);
    setDays(found ? { name, from: found.fromDay, to: found.toDay } : { ...days, name: "own" });
  }
  const named = periods.map(({ preset }) => ({ value: preset, label: periodWords(/** @type {Parameters<typeof periodWords>[0]} */ (preset)) }));
  return html`
    <${Field} name="period" label=${periodWords("period")} options=${[...named, { value: "own", label: periodWords("own") }]} value=${days.name} onChange=${(/** @type {any} */ event) => choose(event.target.value)} />
    <${Field} name="fromDay" label=${periodWords("from")} type="date" value=${days.from} required onInput=${(/** @type {any} */ event) => setDays({ ...days, name: "own", from: event.target.value })} />
    <${Field} name="toDay" label=${periodWords("to")} type="date" value=${days.to} required onInput=${(/** @type {any} */ event) => setDays({ ...days, name: "own", to: event.target.value })} />`;
}
