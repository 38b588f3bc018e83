// A file of customers: looked at first, then brought in, all of it or its good rows.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { act, Refusal, sendFile } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { csvText, saveText } from "../../parts/csv.js";
import { DropZone } from "../../parts/drop_zone.js";
import { Field } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { UPLOAD_CUSTOMERS } from "./operations.js";
import { Preview } from "./preview.js";
import { t } from "./texts.js";

/** @typedef {{ line: number, column: string, code: string, message: string }} RowProblem */
/** @typedef {{ line: number, account: string | null, name: string, phones: string[], email: string, kraPin: string, externalRef: string, tags: string[], creditLimit: string | null, opening: string | null }} Row */
/**
 * @typedef {{ dryRun: boolean, rows: number, fresh: number, known: number, created: number, openings: number, openingBalance: string, bad: number, problems: RowProblem[], problemsCount: number,
 *   warnings: RowProblem[], warningsCount: number, hidden: string[], shown: Row[] }} Found what the server answers to a file
 */

const EXAMPLE = [
  ["Name", "Phone", "Phone 2", "E-mail", "KRA PIN", "Credit limit", "Tags", "Account"],
  ["Shop 4", "0712345678", "", "shop@example.com", "A012345678Z", "5000.00", "market; north", "S-004"],
];

export function Page() {
  const [chosen, setChosen] = useState(/** @type {{ file: File, found: Found } | null} */ (null));
  const [busy, setBusy] = useState(false);
  const [openedOn, setOpenedOn] = useState("");
  const here = business.value?.id ?? "";

  /** @param {File} file @param {{ dryRun?: boolean, goodOnly?: boolean }} how @param {(share: number) => void} [onProgress] */
  async function send(file, how, onProgress) {
    const { path } = await act(UPLOAD_CUSTOMERS, { input: { business: here, openedOn: openedOn || null, ...how } });
    return /** @type {Found} */ (await sendFile(path ?? "", file, onProgress));
  }
  /** @param {File} file @param {(share: number) => void} onProgress */
  async function look(file, onProgress) {
    setChosen(null);
    setChosen({ file, found: await send(file, { dryRun: true }, onProgress) });
  }
  async function bring() {
    if (!chosen || busy) return;
    setBusy(true);
    try {
      const found = await send(chosen.file, { goodOnly: chosen.found.bad > 0 });
      if (found.created || !found.problems.length) {
        toast(t(found.created === 1 ? "oneAdded" : "added", { count: found.created }));
        if (!found.problems.length) return go("/customers");
      }
      setChosen({ file: chosen.file, found });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      toast(error.message, "bad");
    } finally {
      setBusy(false);
    }
  }
  return html`
    <p class="crumbs"><a href="/customers">${t("back")}</a></p>
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <section class="card">
      <p>${t("columns")}</p><p class="fine">${t("account")}</p>
      <div class="form one-column">
        ${may("ledger.write") ? html`<${Field} name="openedOn" label=${t("openedOn")} hint=${t("openedOnHint")} type="date" value=${openedOn} onInput=${(/** @type {any} */ event) => setOpenedOn(event.target.value)} />` : null}
        <${DropZone} label=${t("drop")} accept=".csv,.xlsx" hint=${t("dropHint")} onFile=${look} />
      </div>
      <div class="actions"><button type="button" class="link" onClick=${() => saveText("customers.csv", csvText(EXAMPLE))}>${t("example")}</button></div>
    </section>
    ${chosen ? html`<${Preview} file=${chosen.file.name} found=${chosen.found} busy=${busy} onBring=${bring} onLeave=${() => setChosen(null)} />` : null}`;
}
