// A file becomes a batch, or every row of it that is wrong is shown and nothing was kept.

import { html } from "../../vendor/htm-preact.js";
import { useRef, useState } from "../../vendor/preact-hooks.js";
import { today } from "../../client/clock.js";
import { act, ask, sendFile } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { DropZone } from "../../parts/drop_zone.js";
import { Field, Form } from "../../parts/form.js";
import { Table } from "../../parts/table.js";
import { t as kinds } from "../payout/texts.js";
import { tillWithFunds } from "../payouts/holds.js";
import { t as words } from "../payouts/texts.js";
import { BATCH_BY_REF, UPLOAD_BATCH } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {{ line: number, column: string, code: string, message: string }} RowProblem */
/** @typedef {{ ref: string | null, rows: number, amount: string, problems: RowProblem[], problemsCount: number, hidden: string[] }} Answer */

const COMMANDS = /** @type {const} */ (["BUSINESS", "SALARY", "PROMOTION"]);

/** @param {{ business: string, data: Operations["PayoutBatches"]["data"], onClose: () => void }} props */
export function Bring({ business, data, onClose }) {
  const [answer, setAnswer] = useState(/** @type {Answer | null} */ (null));
  const [terms, setTerms] = useState(/** @type {Record<string, string> | null} */ (null));
  const tills = data.payoutBoard.forecasts.filter(({ way }) => way === "B2C").map((row) => ({ value: row.till.id, label: tillWithFunds(row) }));
  const accounts = data.accounts.nodes.map(({ code, name }) => ({ value: code, label: name }));
  const zone = useRef(/** @type {HTMLElement | null} */ (null));

  /** @param {Record<string, string>} values */
  async function next(values) {
    setTerms(values);
  }
  /** @param {File} file @param {(share: number) => void} onProgress */
  async function take(file, onProgress) {
    setAnswer(null);
    const { till = "", name = "", accountCode = "", description = "" } = terms ?? {};
    const command = COMMANDS.find((each) => each === terms?.command) ?? "BUSINESS";
    const input = { till, fileName: file.name, name: name.trim(), accountCode: accountCode.trim(), description: description.trim(), command, payOn: terms?.payOn || null };
    const { path } = await act(UPLOAD_BATCH, { input });
    if (!path) return;
    const found = /** @type {Answer} */ (await sendFile(path, file, onProgress));
    setAnswer(found);
    if (!found.ref) return;
    const known = await ask(BATCH_BY_REF, { business, ref: found.ref });
    const made = known.payoutBatches.nodes[0];
    if (made) go(`/payouts/batches/${made.id}`);
  }

  return html`
    <section class="card" ref=${zone}>
      <header class="page-head"><h2>${t("bring")}</h2><span class="end"><button type="button" class="link" onClick=${onClose}>${t("close")}</button></span></header>
      ${terms ? html`
        <p class="fine">${t("columns")}</p>
        <${DropZone} label=${t("drop")} accept=".csv,.xlsx" hint=${t("dropHint")} onFile=${take} />
        <div class="actions"><button type="button" class="quiet" onClick=${() => setTerms(null)}>${t("back")}</button></div>`
      : html`
        <${Form} label=${t("bring")} send=${t("next")} onSend=${next}>
          <${Field} name="name" label=${t("name")} hint=${t("nameHint")} maxlength="120" autocomplete="off" autofocus />
          <${Field} name="description" label=${t("description")} hint=${t("descriptionHint")} maxlength="100" autocomplete="off" />
          <${Field} name="accountCode" label=${t("account")} hint=${t("accountHint")} value="5400" suggestions=${accounts} autocomplete="off" />
          <${Field} name="command" label=${kinds("command")} value="SALARY" options=${COMMANDS.map((value) => ({ value, label: kinds(value) }))} />
          <${Field} name="payOn" label=${t("payOn")} hint=${t("payOnHint")} type="date" min=${today()} />
          <${Field} name="till" label=${words("till")} options=${tills} required />
        <//>`}
      ${answer && answer.problems.length ? html`<${Problems} answer=${answer} />` : null}
      ${answer?.hidden.length ? html`<p class="note warn">${t("hidden", { sheets: answer.hidden.join(", ") })}</p>` : null}
    </section>`;
}

/** @param {{ answer: Answer }} props */
function Problems({ answer }) {
  const rows = answer.problems.map((problem, place) => ({ ...problem, id: String(place) }));
  /** @type {import("../../parts/table.js").Column<typeof rows[number]>[]} */
  const columns = [
    { name: "line", label: t("line"), main: true, number: true, show: (row) => String(row.line), csv: (row) => String(row.line) },
    { name: "column", label: t("column"), show: (row) => row.column || "–", csv: (row) => row.column },
    { name: "message", label: t("problem"), show: (row) => row.message, csv: (row) => row.message },
    { name: "code", label: t("code"), show: (row) => html`<small class="fine">${row.code}</small>`, csv: (row) => row.code },
  ];
  const more = answer.problemsCount - rows.length;
  return html`
    <div class="note bad" role="alert"><p><b>${t("nothingKept")}</b> ${t(answer.problemsCount === 1 ? "oneProblem" : "problems", { count: answer.problemsCount })}</p></div>
    <div class="labelled"><${Table} label=${t("problemsTitle")} columns=${columns} pages=${{ rows }} file="payout-batch-problems" /></div>
    ${more > 0 ? html`<p class="fine">${t("moreProblems", { count: more })}</p>` : null}`;
}
