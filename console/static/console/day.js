// The day: statements, the proof that books and Safaricom agree, and its workbook.

import { act, ask, sendFile, Refusal } from "./graphql.js";
import { daysShown, timeShown, today } from "./clock.js";
import { isZero, percent, shown } from "./money.js";
import { RECONCILE, UPLOAD_STATEMENT, WORKBOOK } from "./operations.js";
import { badge, byId, drawChoices, drawRows, element, onSubmit, setText, tell } from "./render.js";
import { tillLabel } from "./requests.js";
import { businessesWith } from "./rights.js";

/** The proof as an accountant signs it: sign, name, field. */
const TERMS = [
  ["", "Statement closing balance", "statementClosing"],
  ["+", "Receipts booked, not on the statement", "receiptsNotOnStatement"],
  ["−", "Payouts booked, not on the statement", "payoutsNotOnStatement"],
  ["−", "Credits on the statement, not booked", "creditsNotBooked"],
  ["+", "Debits on the statement, not booked", "debitsNotBooked"],
  ["±", "Sweeps in flight", "sweepsInFlight"],
  ["=", "M-Pesa in the ledger, account 1010", "ledger"],
];
const ACCOUNTS = {
  UTILITY: "Utility account",
  WORKING: "Working account",
  CHARGES_PAID: "Charges Paid account",
  SETTLEMENT: "Settlement account",
  MERCHANT: "Merchant account",
};
const STATEMENT_WORDS = {
  UPLOADED: ["Waiting", "calm"],
  READING: ["Reading", "busy"],
  IMPORTED: ["Imported", "good"],
  REFUSED: ["Refused", "bad"],
};

export function drawDay(store, { me, canRead, news }) {
  byId("day-card").hidden = !canRead;
  if (!canRead) return;
  const [latest, ...earlier] = store.runs;
  byId("day-empty").hidden = Boolean(latest);
  setText(byId("day-note"), latest ? `${latest.till.name} · ${daysShown(latest.fromDay, latest.toDay)}` : "");
  drawRows(byId("proof"), [...(latest ? [{ ...latest, latest: true }] : []), ...earlier], {
    build: (run) => (run.latest ? proof(run) : earlierRun(run)),
    view: store.day,
    news,
  });
  drawRows(byId("statements"), store.statements, { build: statementRow, view: store.day, news });
  const may = new Set(businessesWith(me, "reconciliation.write"));
  const tills = store.tills.filter((till) => may.has(till.business.code));
  byId("close").hidden = tills.length === 0;
  const choices = tills.map((till) => ({ value: till.id, label: tillLabel(till) }));
  drawChoices(byId("upload").elements.till, choices);
  drawChoices(byId("reconcile").elements.till, choices);
}

function proof(run) {
  if (run.state === "FAILED") return element("div", { class: "note bad" }, run.problem || "The run failed.");
  if (run.state !== "DONE") return working("Proving", run);
  const clean = isZero(run.unexplained);
  const lines = TERMS.map(([sign, name, field]) =>
    element("tr", { class: sign === "=" ? "total" : isZero(run[field]) ? "zero" : "" },
      element("td", { class: "sign" }, sign), element("th", { scope: "row" }, name),
      element("td", { class: "num money" }, shown(run[field]))),
  );
  return element(
    "div",
    { class: "proof" },
    element("div", { class: `verdict ${clean ? "good" : "bad"}` },
      element("p", { class: "fine" }, "Unexplained"),
      element("p", { class: "amount", id: "unexplained" }, shown(run.unexplained)),
      element("p", { class: "fine" }, clean ? "The books and Safaricom agree." : "The books and Safaricom differ."),
      element("p", { class: "fine counts" }, `${run.matched} matched · ${run.bookedRows} booked from the statement`),
      workbookButton(run)),
    element("table", { class: "terms" },
      element("caption", {}, `${ACCOUNTS[run.account] ?? run.account} of ${run.till.shortcode}`),
      element("tbody", {}, ...lines)),
    run.items.nodes.length ? itemList(run.items.nodes) : null,
  );
}

function itemList(items) {
  const rows = items.map((item) =>
    element("li", {},
      element("span", {}, item.receiptNumber || item.reference || item.term),
      element("small", {}, sentence(item.why)),
      element("span", { class: "money end" }, shown(item.amount))),
  );
  const title = element("summary", {}, "Listed items");
  return element("details", { class: "wide items" }, title, element("ul", {}, ...rows));
}

function earlierRun(run) {
  const figure = run.state === "DONE" ? `${shown(run.unexplained)} unexplained` : sentence(run.state);
  const what = [run.till.name, daysShown(run.fromDay, run.toDay), timeShown(run.createdAt)].join(", ");
  return element("div", { class: "earlier" },
    element("span", {}, what),
    element("span", { class: "end" }, figure),
    run.state === "DONE" ? workbookButton(run, "Workbook") : null);
}

function rowsCounted(number) {
  return String(number) === "1" ? "1 row" : `${count(number)} rows`;
}

function working(word, { rowsDone, rowsTotal }) {
  const known = rowsTotal !== null && rowsTotal > 0;
  const share = known ? percent(String(rowsDone), String(rowsTotal)) : null;
  return element("div", { class: "working" },
    element("span", {}, known ? `${word}: ${count(rowsDone)} of ${rowsCounted(rowsTotal)}` : `${word}…`),
    element("progress", { max: 100, value: share, "aria-label": word }));
}

function statementRow(statement) {
  const [word, kind] = STATEMENT_WORDS[statement.state] ?? [statement.state, "calm"];
  const busy = statement.state === "UPLOADED" || statement.state === "READING";
  const rows = statement.rowsTotal === null ? "" : rowsCounted(statement.rowsTotal);
  const chain = statement.chainOk === false ? "balances do not follow" : statement.chainOk ? "balances follow" : "";
  const facts = [timeShown(statement.uploadedAt), statement.till.name, rows, chain].filter(Boolean);
  return element("li", { "data-state": statement.state },
    element("span", { class: "main-line" }, element("b", { class: "file" }, statement.fileName)),
    badge(word, kind),
    element("small", { class: "wide" }, facts.join(" · ")),
    busy ? element("div", { class: "wide" }, working("Reading", statement)) : null,
    ...statement.problems.slice(0, 3).map((problem) => element("small", { class: "flag wide" }, problem)));
}

function workbookButton(run, label = "Download workbook") {
  const button = element("button", { type: "button", class: "quiet" }, label);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const { node } = await ask(WORKBOOK, { id: run.id });
      if (!node?.workbookPath) throw new Refusal("NOT_FOUND", "The workbook is not there yet.");
      const link = element("a", { href: node.workbookPath, download: "" });
      document.body.append(link);
      link.click();
      link.remove();
    } catch (refusal) {
      tell(byId("problem"), refusal.message);
    } finally {
      button.disabled = false;
    }
  });
  return button;
}

function count(number) {
  return number.toLocaleString("en-GB");
}

function sentence(code) {
  const words = code.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `onChanged()` reads statements and runs again. */
export function prepareDay(onChanged) {
  const upload = byId("upload");
  onSubmit(
    upload,
    async () => {
      const file = upload.elements.file.files[0];
      const path = await act(UPLOAD_STATEMENT, { till: upload.elements.till.value, fileName: file.name });
      await sendFile(path, file);
      upload.elements.file.value = "";
      onChanged();
    },
    { fileName: "file" },
  );
  const reconcile = byId("reconcile");
  reconcile.elements.from.value = reconcile.elements.to.value = today();
  onSubmit(
    reconcile,
    async () => {
      const { till, from, to } = reconcile.elements;
      await act(RECONCILE, { till: till.value, fromDay: from.value, toDay: to.value });
      onChanged();
    },
    { fromDay: "from", toDay: "to" },
  );
}
