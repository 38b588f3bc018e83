// What ended badly, and what came in and could not be worked through. Kinds of errors only: texts may hold secrets.

import { html } from "../../vendor/htm-preact.js";
import { Chip } from "../../parts/chip.js";
import { Empty } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Machine} Machine */
/** @typedef {Machine["failures"][number] & { id: string }} Failure */
/** @typedef {Machine["deadLetters"][number] & { id: string }} Letter */

/** @param {{ failures: Machine["failures"] }} props */
export function Failures({ failures }) {
  const rows = failures.map((each, index) => ({ ...each, id: `${each.stoppedAt} ${each.job} ${index}` }));
  /** @type {import("../../parts/table.js").Column<Failure>[]} */
  const columns = [
    { name: "job", label: t("job"), main: true, show: (row) => html`<code>${row.job}</code>` },
    { name: "at", label: t("ended"), show: (row) => html`<${Time} at=${row.stoppedAt} />` },
    { name: "cluster", label: t("cluster"), show: (row) => row.cluster || "–" },
    { name: "why", label: t("why"), show: (row) => html`<code>${row.why}</code>` },
  ];
  return html`
    <section class="card"><h2>${t("failures")}</h2>${rows.length ? html`<p class="fine">${t("failuresSays")}</p>` : null}
      <${Table} label=${t("failures")} pages=${{ rows }} columns=${columns}
        empty=${html`<${Empty} title=${t("noFailures")}>${t("noFailuresSays")}<//>`} /></section>`;
}

/** @param {{ letters: Machine["deadLetters"] }} props */
export function Letters({ letters }) {
  const rows = letters.map((each) => ({ ...each, id: `${each.what} ${each.number}` }));
  /** @type {import("../../parts/table.js").Column<Letter>[]} */
  const columns = [
    { name: "what", label: t("what"), main: true, show: (row) => html`${row.what} <code>${row.number}</code>` },
    { name: "at", label: t("came"), show: (row) => html`<${Time} at=${row.cameAt} />` },
    { name: "business", label: t("business"), show: (row) => row.business?.name ?? "–" },
    { name: "why", label: t("why"), show: (row) => html`<code>${row.why}</code>` },
    { name: "tries", label: t("tries"), number: true, show: (row) => row.tries },
    { name: "again", label: t("goesOn"), show: (row) => html`<${Chip} kind=${row.isTriedAgain ? "busy" : "bad"}>${t(row.isTriedAgain ? "triedAgain" : "givenUp")}<//>` },
  ];
  return html`
    <section class="card"><h2>${t("letters")}</h2>${rows.length ? html`<p class="fine">${t("lettersSays", { command: "manage.py replay_callbacks --id" })}</p>` : null}
      <${Table} label=${t("letters")} pages=${{ rows }} columns=${columns}
        empty=${html`<${Empty} title=${t("noLetters")}>${t("noLettersSays")}<//>`} /></section>`;
}
