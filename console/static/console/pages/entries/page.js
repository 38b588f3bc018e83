// The journal: every entry, to filter, order and take along as a file.

import { html } from "../../vendor/htm-preact.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { AmountFilter, amountRange, ChoiceFilter, Filters, TextFilter } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Day, Time } from "../../parts/time.js";
import { daysOf, NAMES as DAYS, shownDays } from "../ledger/days.js";
import { About, Head } from "../ledger/head.js";
import { Period } from "../ledger/period.js";
import { t as books } from "../ledger/texts.js";
import { ENTRIES } from "./operations.js";
import { t } from "./texts.js";

export const styles = ["/static/console/pages/ledger/ledger.css"];

/** @typedef {Operations["Entries"]["data"]["journalEntries"]["nodes"][number]} Entry */

export const KINDS = /** @type {const} */ (["RECEIPT", "ROUTE", "SUSPENSE", "TAKEN_BACK", "CORRECTION", "PAYOUT", "INVOICE", "PAYMENT", "ALLOCATION", "CREDIT_NOTE", "WRITE_OFF", "REFUND", "STOCK", "DRAWER", "MANUAL", "CHARGE", "SWEEP", "OPENING", "REVERSAL", "CLOSING", "WALLET", "STAKE", "SETTLEMENT"]);
const NAMES = ["text", "receipt", "kind", "min", "max"];

/** @param {string} kind */
export function kindShown(kind) {
  const known = KINDS.find((each) => each === kind);
  return known ? t(known) : kind;
}

export function Page() {
  return html`
    <${Head} title=${books("entries")} says=${t("says")} />
    <${Filters} names=${[...NAMES, ...DAYS]}>
      <${TextFilter} name="text" label=${t("search")} placeholder=${t("searchHint")} />
      <${Period} />
      <${ChoiceFilter} name="kind" label=${t("kind")} options=${KINDS.map((value) => ({ value, label: t(value) }))} />
      <${TextFilter} name="receipt" label=${t("receipt")} />
      <${AmountFilter} />
    <//>
    <${Entries} />`;
}

function Entries() {
  const { query } = place.value;
  const days = daysOf(query);
  const order = orderOf(query, "POSTED_AT");
  const here = business.value;
  const [text, kind, receiptNumber] = [query.get("text"), query.get("kind"), query.get("receipt")];
  const day = days.from || days.to ? { from: days.from, to: days.to } : null;
  const filter = { text, kinds: kind ? [kind] : null, receiptNumber, amount: amountRange(query), day };
  const pages = useConnection(ENTRIES, here && { business: here.id, filter, orderBy: order }, (data) => data.journalEntries);
  const again = useGathered(pages.known.again, 3_000);
  useNews(/^(receipt|voucher|invoice|year)\./, () => pages.page === 1 && again());
  return html`
    <div class="print-only"><${About} days=${shownDays(days)} /></div>
    <${Table} label=${books("entries")} columns=${columns()} pages=${pages} href=${(/** @type {Entry} */ row) => `/ledger/entries/${row.id}`}
      order=${order} file="journal" filtered=${NAMES.some((name) => query.has(name)) || days.name !== "THIS_MONTH"}
      empty=${html`<${Empty} title=${books("nothingMoved")}>${books("nothingMovedSays")}<//>`} />`;
}

/** @returns {import("../../parts/table.js").Column<Entry>[]} */
function columns() {
  return [
    { name: "description", label: t("description"), main: true, show: (row) => row.description || row.reference, csv: (row) => row.description },
    { name: "amount", label: t("amount"), number: true, show: (row) => html`<${Money} value=${row.amount} />`, csv: (row) => row.amount },
    { name: "number", label: t("number"), show: (row) => (row.number ? `#${row.number}` : html`<span class="soft" title=${books("numberSoon")}>${books("soon")}</span>`), csv: (row) => row.number ?? "" },
    { name: "day", label: t("day"), order: "EFFECTIVE_ON", show: (row) => html`<${Day} day=${row.effectiveOn} />`, csv: (row) => row.effectiveOn },
    { name: "kind", label: t("kind"), show: (row) => html`${kindShown(row.kind)}${row.reversedBy ? html` <${Chip} kind="warn">${t("undone")}<//>` : null}`, csv: (row) => row.kind },
    { name: "reference", label: t("reference"), show: (row) => html`<span class="soft">${row.reference}</span>`, csv: (row) => row.reference },
    { name: "by", label: t("by"), show: (row) => row.actor?.name ?? t("system"), csv: (row) => row.actor?.name ?? "" },
    { name: "posted", label: t("posted"), order: "POSTED_AT", show: (row) => html`<${Time} at=${row.postedAt} />`, csv: (row) => row.postedAt },
  ];
}
