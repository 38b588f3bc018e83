// The statement of a customer over days, as a PDF.

import { html } from "../../vendor/htm-preact.js";
import { today } from "../../client/clock.js";
import { ask, refusal } from "../../client/query.js";
import { Field, Form } from "../../parts/form.js";
import { opened } from "./download.js";
import { STATEMENT_PDF } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ customer: string }} props */
export function StatementPdf({ customer }) {
  /** @param {Record<string, string>} values */
  async function get({ from = "", to = "" }) {
    if (!from || !to) throw refusal("BAD_DAY", t("dayMissing"), ["from"]);
    const { node } = await ask(STATEMENT_PDF, { id: customer, from, to });
    await opened(node && "statementPath" in node ? node.statementPath : null);
  }
  return html`
    <section class="card no-print"><h2>${t("statement")}</h2><p class="fine">${t("statementSays")}</p>
      <${Form} label=${t("statement")} send=${t("download")} onSend=${get}>
        <${Field} name="from" label=${t("from")} type="date" value=${`${today().slice(0, 8)}01`} required />
        <${Field} name="to" label=${t("to")} type="date" value=${today()} required />
      <//>
    </section>`;
}
