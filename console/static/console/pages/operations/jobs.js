// The jobs that have a name, by the clock and by waking, each with a button that has it run now.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { act, Refusal } from "../../client/query.js";
import { confirm } from "../../parts/confirm.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { RUN_JOB } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Machine["jobs"][number]} Job */

/** @param {{ jobs: readonly Job[], again: () => Promise<void> }} props */
export function Jobs({ jobs, again }) {
  const [busy, setBusy] = useState("");

  /** @param {Job} job */
  async function run({ name }) {
    if (!(await confirm({ title: t("runTitle", { name }), says: t("runSays"), verb: t("run") }))) return;
    setBusy(name);
    try {
      await act(RUN_JOB, { input: { job: name } });
      toast(t("asked", { name }));
      await again();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      toast(error.message);
    } finally {
      setBusy("");
    }
  }

  const [clock, woken] = [jobs.filter(byClock), jobs.filter((job) => !byClock(job))];
  return html`
    <section class="card jobs"><h2>${t("byClock")}</h2>
      <${Table} label=${t("byClock")} pages=${rowsOf(clock)} columns=${columns(true, busy, run)} /></section>
    <section class="card jobs"><h2>${t("byWaking")}</h2><p class="fine">${t("byWakingSays")}</p>
      <${Table} label=${t("byWaking")} pages=${rowsOf(woken)} columns=${columns(false, busy, run)} /></section>`;
}

/** @param {Job} job */
function byClock({ everyMinutes }) {
  return everyMinutes !== null;
}

/** @param {readonly Job[]} jobs */
function rowsOf(jobs) {
  return { rows: jobs.map((job) => ({ ...job, id: job.name })) };
}

/**
 * @param {boolean} clock @param {string} busy @param {(job: Job) => Promise<void>} run
 * @returns {import("../../parts/table.js").Column<Job & { id: string }>[]}
 */
function columns(clock, busy, run) {
  return [
    { name: "name", label: t("job"), main: true, show: (row) => html`<code>${row.name}</code>` },
    { name: "cluster", label: t("cluster"), show: (row) => row.cluster },
    clock
      ? { name: "every", label: t("every"), show: (row) => t("minutes", { count: row.everyMinutes ?? 0 }) }
      : { name: "waiting", label: t("due"), number: true, show: (row) => row.waiting },
    { name: "last", label: t("last"), show: (row) => html`<${Time} at=${row.lastRun} />` },
    { name: "next", label: t("next"), show: (row) => html`<${Time} at=${row.nextRun} />` },
    {
      name: "run",
      label: t("action"),
      show: (row) => html`<button type="button" class="quiet" disabled=${busy === row.name} aria-label=${t("runNamed", { name: row.name })} onClick=${() => run(row)}>${t("run")}</button>`,
    },
  ];
}
