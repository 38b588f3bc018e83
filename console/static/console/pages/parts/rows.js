// The table with its filters.

import { html } from "../../vendor/htm-preact.js";
import { place } from "../../frame/router.js";
import { cents } from "../../client/money.js";
import { Chip } from "../../parts/chip.js";
import { ChoiceFilter, DayFilter, Filters, TextFilter } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { orderOf, Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { ROWS } from "./examples.js";
import { t } from "./texts.js";

/** @typedef {import("./examples.js").Row} Row */

export function Rows() {
  const { query } = place.value;
  const [text, state] = [query.get("text")?.toLowerCase() ?? "", query.get("state") ?? ""];
  const order = orderOf(query, "AMOUNT");
  const rows = ROWS.filter((row) => row.number.toLowerCase().includes(text) && (!state || row.state === state));
  rows.sort((a, b) => (cents(a.amount) < cents(b.amount) ? -1 : 1) * (order.direction === "ASC" ? 1 : -1));
  /** @type {import("../../parts/table.js").Column<Row>[]} */
  const columns = [
    { name: "number", label: t("receipt"), main: true, show: (row) => row.number, csv: (row) => row.number },
    { name: "amount", label: t("amount"), number: true, order: "AMOUNT", show: (row) => html`<${Money} value=${row.amount} />`, csv: (row) => row.amount },
    { name: "at", label: t("moment"), show: (row) => html`<${Time} at=${row.at} />`, csv: (row) => row.at },
    { name: "state", label: t("states"), show: (row) => html`<${Chip} kind=${row.state}>${t(row.state)}<//>`, csv: (row) => row.state },
  ];
  return html`
    <section class="card"><h2>${t("table")}</h2>
      <${Filters} names=${["text", "state", "day", "from", "to"]}>
        <${TextFilter} name="text" label=${t("receipt")} />
        <${ChoiceFilter} name="state" label=${t("states")} options=${[{ value: "good", label: t("good") }, { value: "warn", label: t("warn") }]} />
        <${DayFilter} />
      <//>
      <${Table} label=${t("table")} columns=${columns} pages=${{ rows }} href=${() => "/console/parts"} order=${order} file="parts" filtered=${Boolean(text || state)} />
    </section>`;
}
