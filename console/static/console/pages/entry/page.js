// The page of one entry: its lines, what caused it, what undid it, and its seal. Made to be printed too.

import { html } from "../../vendor/htm-preact.js";
import { isZero } from "../../client/money.js";
import { MOST, useConnection } from "../../client/pages.js";
import { Icon } from "../../parts/icon.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Day, Time } from "../../parts/time.js";
import { kindShown } from "../entries/page.js";
import { AccountName } from "../ledger/account_name.js";
import { withDays } from "../ledger/days.js";
import { t as ledger } from "../ledger/texts.js";
import { Causes } from "./causes.js";
import { ENTRY } from "./operations.js";
import { Seal } from "./seal.js";
import { t } from "./texts.js";

export const styles = ["/static/console/pages/ledger/ledger.css"];

/** @typedef {Extract<NonNullable<Operations["EntryPage"]["data"]["node"]>, { postedAt: string }>} Entry */
/** @typedef {Entry["lines"]["nodes"][number]} Line */

const NONE = { nodes: /** @type {Line[]} */ ([]), pageInfo: { hasNextPage: false, endCursor: null } };

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const pages = useConnection(ENTRY, { id: params.entry ?? "" }, ({ node }) => (node && "postedAt" in node ? node.lines : NONE), MOST);
  return html`
    <p class="crumbs no-print"><a href=${withDays("/ledger/entries")}>${t("back")}</a></p>
    <${Reading} known=${pages.known} rows=${8}>
      ${(/** @type {Operations["EntryPage"]["data"]} */ { node }) =>
        node && "postedAt" in node ? html`<${Shown} entry=${node} pages=${pages} />` : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`}
    <//>`;
}

/** @param {{ entry: Entry, pages: import("../../client/pages.js").Pages<Line> }} props */
function Shown({ entry, pages }) {
  const undone = entry.reversedBy;
  const whole = !pages.next && !pages.previous;
  const total = { account: t("total"), debit: html`<${Money} value=${entry.amount} />`, credit: html`<${Money} value=${entry.amount} />` };
  return html`
    <p class="print-only"><b>${entry.business.name}</b> · ${ledger("currency")}</p>
    <div class="page-head">
      <h1>${t("entry")} ${entry.number ? `#${entry.number}` : ""}</h1><p class="fine">${entry.description}</p>
      <div class="actions end no-print"><button type="button" class="quiet" onClick=${() => print()}><${Icon} name="print" />${ledger("print")}</button></div>
    </div>
    ${undone ? html`<div class="note warn"><p>${t("reversedBy", { number: undone.number ? `#${undone.number}` : "" })} <a href=${`/ledger/entries/${undone.id}`}>${t("seeIt")}</a></p></div>` : null}
    <div class="columns main-and-side">
      <div>
        <section class="card"><h2>${t("lines")}</h2>
          <div class="labelled"><${Table} label=${t("lines")} columns=${columns()} pages=${{ ...pages, known: undefined }} file=${`entry-${entry.number ?? ""}`} total=${whole ? total : undefined} /></div>
        </section>
        <${Seal} entry=${entry} />
      </div>
      <section class="card">
        <p class="amount"><${Money} value=${entry.amount} currency /></p>
        <dl class="facts">
          <dt>${t("day")}</dt><dd><${Day} day=${entry.effectiveOn} long />${entry.isLate ? html`<br /><small>${t("late")}</small>` : null}</dd>
          <dt>${t("kind")}</dt><dd>${kindShown(entry.kind)}</dd>
          <dt>${t("occurred")}</dt><dd><${Time} at=${entry.occurredAt} /></dd>
          <dt>${t("posted")}</dt><dd><${Time} at=${entry.postedAt} /></dd>
          <dt>${t("by")}</dt><dd>${entry.actor?.name ?? t("system")}</dd>
          <dt>${t("reference")}</dt><dd class="digest">${entry.reference}</dd>
        </dl>
        <${Causes} entry=${entry} />
      </section>
    </div>`;
}

/** @returns {import("../../parts/table.js").Column<Line>[]} */
function columns() {
  const side = (/** @type {"debit" | "credit"} */ name) => ({
    name,
    label: t(name),
    number: true,
    show: (/** @type {Line} */ row) => (isZero(row[name]) ? "" : html`<${Money} value=${row[name]} />`),
    csv: (/** @type {Line} */ row) => row[name],
  });
  return [
    { name: "account", label: t("account"), main: true, show: ({ account }) => html`<${AccountName} account=${account} />`, csv: ({ account }) => `${account.code} ${account.name}` },
    side("debit"),
    side("credit"),
  ];
}
