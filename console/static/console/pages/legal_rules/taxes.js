// The taxes of a day: what is to be remitted to KRA, whether the books agree, and the same as a file.

import { html } from "../../vendor/htm-preact.js";
import { useId, useState } from "../../vendor/preact-hooks.js";
import { today } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { ask, Refusal } from "../../client/query.js";
import { Chip } from "../../parts/chip.js";
import { Icon } from "../../parts/icon.js";
import { Money } from "../../parts/money.js";
import { Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { toast } from "../../parts/toast.js";
import { REMITTANCE, REMITTANCE_FILE } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["Remittance"]["data"]} Known */
/** @typedef {Known["remittance"]["taxes"][number]} Tax */

/** @param {{ business: string }} props */
export function Taxes({ business }) {
  const id = useId();
  const [day, setDay] = useState(today());
  const known = useQuery(REMITTANCE, { business, day });
  async function take() {
    try {
      const { remittanceFile } = await ask(REMITTANCE_FILE, { business, day });
      const link = document.createElement("a");
      link.href = remittanceFile.path;
      link.download = "";
      link.click();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      toast(error.message, "bad");
    }
  }
  return html`
    <section class="card"><h2>${t("taxes")}</h2><p class="fine lead">${t("taxesSays")}</p>
      <div class="filters" role="search">
        <div class="filter"><label for=${id}>${t("day")}</label>
          <input id=${id} type="date" value=${day} required onChange=${(/** @type {any} */ event) => event.target.value && setDay(event.target.value)} /></div>
        <button type="button" class="quiet" onClick=${take}><${Icon} name="download" />${t("download")}</button>
      </div>
      <${Reading} known=${known} rows=${3}>${(/** @type {Known} */ { remittance }) => html`
        <${Table} label=${t("taxes")} columns=${columns()} pages=${{ rows: remittance.taxes.map((tax) => ({ ...tax, id: tax.tax })) }} />`}<//>
    </section>`;
}

/** @returns {import("../../parts/table.js").Column<Tax>[]} */
function columns() {
  const money = (/** @type {"charged" | "takenBack" | "due" | "byHand" | "booked"} */ name) => ({
    name, label: t(name), number: true, show: (/** @type {Tax} */ row) => html`<${Money} value=${row[name]} quietZero />`,
  });
  return [
    { name: "tax", label: t("tax"), main: true, show: (row) => `${t(row.tax)} (${row.accountCode})` },
    money("charged"), money("takenBack"), money("due"), money("byHand"), money("booked"),
    { name: "entries", label: t("entries"), number: true, show: (row) => row.entries },
    { name: "agrees", label: t("agrees"), show: (row) => html`<${Chip} kind=${row.agrees ? "good" : "bad"}>${t(row.agrees ? "agrees" : "differs")}<//>` },
  ];
}
