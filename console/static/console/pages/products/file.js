// Products from a small CSV file: read here, looked at, then added one by one. Sent again after a fault, what was
// added stays one product: the key of a line is made of what stands in it.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { typedAmount } from "../../client/money.js";
import { act, Refusal } from "../../client/query.js";
import { business } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { DropZone } from "../../parts/drop_zone.js";
import { Table } from "../../parts/table.js";
import { toast } from "../../parts/toast.js";
import { CREATE_PRODUCT } from "./operations.js";
import { costTyped, termsOf, VAT_CODES } from "./terms.js";
import { t } from "./texts.js";

const MOST = 500;

/** @typedef {{ id: string, values: Record<string, string>, wrong: string }} Line */

/** @param {{ again: () => Promise<void>, onClose: () => void }} props */
export function ProductFile({ again, onClose }) {
  const [lines, setLines] = useState(/** @type {Line[]} */ ([]));
  const [says, setSays] = useState("");
  const [busy, setBusy] = useState(false);
  const right = lines.filter(({ wrong }) => !wrong);

  /** @param {File} file */
  async function read(file) {
    const found = linesOf(await file.text());
    setLines(Array.isArray(found) ? found : []);
    setSays(Array.isArray(found) ? t("read", { count: found.length }) : found);
  }

  async function bring() {
    setBusy(true);
    const left = [];
    let count = 0;
    for (const line of lines) {
      if (line.wrong) {
        left.push(line);
        continue;
      }
      try {
        const input = { business: business.value?.id ?? "", terms: termsOf(line.values), idempotencyKey: await keyOf(line) };
        await act(CREATE_PRODUCT, { input });
        count += 1;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        left.push({ ...line, wrong: error.message });
      }
    }
    setBusy(false);
    setLines(left);
    setSays("");
    toast(t("brought", { count }));
    if (!left.length) onClose();
    await again();
  }

  /** @type {import("../../parts/table.js").Column<Line>[]} */
  const columns = [
    { name: "row", label: t("row"), main: true, show: (row) => row.id },
    { name: "name", label: t("name"), show: (row) => row.values.name ?? "" },
    { name: "price", label: t("price"), number: true, show: (row) => row.values.price ?? "" },
    { name: "wrong", label: t("wrong"), show: (row) => (row.wrong ? html`<b>${row.wrong}</b>` : "") },
  ];
  return html`
    <${Panel} title=${t("file")} onClose=${onClose}>
      <p class="fine">${t("fileSays")}</p>
      <${DropZone} label=${t("choose")} accept=".csv,text/csv" onFile=${read} />
      ${says ? html`<p role="status">${says}</p>` : null}
      ${lines.length ? html`<${Table} label=${t("file")} columns=${columns} pages=${{ rows: lines }} />` : null}
      ${right.length ? html`<div class="actions"><button type="button" disabled=${busy} onClick=${bring}>${t("bring", { count: right.length })}</button></div>` : null}
    <//>`;
}

/** The lines of a file, or what is wrong with all of it. @param {string} text @returns {Line[] | string} */
export function linesOf(text) {
  const rows = cellsOf(text.replace(/^\ufeff/, "")).filter((row) => row.some((cell) => cell.trim()));
  const titles = (rows.shift() ?? []).map((cell) => cell.trim().toLowerCase());
  if (!titles.includes("name") || !titles.includes("price")) return t("noTitles");
  if (!rows.length) return t("empty");
  if (rows.length > MOST) return t("many", { count: MOST });
  return rows.map((cells, place) => {
    const said = Object.fromEntries(titles.map((title, index) => [title, (cells[index] ?? "").trim()]));
    const values = {
      name: said.name ?? "", price: said.price ?? "", cost: said.cost ?? "", code: said.code ?? "",
      vatCode: (said.vat || "STANDARD").toUpperCase(), isStocked: /^(y|ndiyo|true|1)/i.test(said.stock ?? "") ? "yes" : "no",
    };
    return { id: String(place + 2), values, wrong: wrongWith(values) };
  });
}

/** @param {{ name: string, price: string, cost: string, vatCode: string }} values */
function wrongWith({ name, price, cost, vatCode }) {
  if (!name) return t("noName");
  if (typedAmount(price) === null) return t("noPrice");
  if (costTyped(cost) === null) return t("noCost");
  return VAT_CODES.some((code) => code === vatCode) ? "" : t("noVat");
}

/** The cells of a CSV text, with quotes. @param {string} text */
function cellsOf(text) {
  const separator = /^[^\n]*;/.test(text) && !/^[^\n]*,/.test(text) ? ";" : ",";
  /** @type {string[][]} */
  const rows = [[]];
  let cell = "";
  let quoted = false;
  for (let place = 0; place < text.length; place += 1) {
    const letter = text[place];
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[place + 1] === '"') cell += text[++place];
      else quoted = false;
    } else if (letter === '"' && !cell) quoted = true;
    else if (letter === separator || letter === "\n") {
      rows.at(-1)?.push(cell);
      cell = "";
      if (letter === "\n") rows.push([]);
    } else if (letter !== "\r") cell += letter;
  }
  rows.at(-1)?.push(cell);
  return rows;
}

/** @param {Line} line */
async function keyOf(line) {
  const bytes = new TextEncoder().encode(JSON.stringify(line.values));
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return `product-file-${[...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
