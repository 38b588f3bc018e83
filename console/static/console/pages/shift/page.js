// One shift: its Z-report, or how it stands while it is open. Made to be printed.

import { html } from "../../vendor/htm-preact.js";
import { useFollow, useGathered, useQuery } from "../../client/live.js";
import { isZero } from "../../client/money.js";
import { Icon } from "../../parts/icon.js";
import { Money } from "../../parts/money.js";
import { Person } from "../../parts/person.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Moment, Time } from "../../parts/time.js";
import { ReportLink } from "../reports/link.js";
import { SHIFT, SHIFT_CHANGED } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["ShiftPage"]["data"]["node"]>, { openingFloat: string }>} Shift */
/** @typedef {Operations["ShiftPage"]["data"]["shiftReport"]} Report */

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const id = params.shift ?? "";
  const known = useQuery(SHIFT, { id });
  const open = known.data?.node && "openingFloat" in known.data.node && known.data.node.state === "OPEN";
  useFollow(SHIFT_CHANGED, open ? { shift: id } : null, useGathered(known.again));
  return html`
    <p class="crumbs no-print"><a href="/shifts">${t("back")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${(/** @type {Operations["ShiftPage"]["data"]} */ { node, shiftReport }) =>
        node && "openingFloat" in node
          ? html`<${Shown} shift=${node} report=${shiftReport} />`
          : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`}
    <//>`;
}

/** @param {{ shift: Shift, report: Report }} props */
function Shown({ shift, report }) {
  const { cash, sold, returned } = report;
  return html`
    <div class="page-head">
      <h1>${t(shift.state === "OPEN" ? "x" : "z", { number: shift.number })}</h1><p class="fine">${shift.business.name}</p>
      <div class="actions end no-print">${shift.state === "OPEN" ? null : html`<${ReportLink} report="Z_REPORT" about=${{ session: shift.id }} />`}<button type="button" class="quiet" onClick=${() => print()}><${Icon} name="print" />${t("print")}</button></div>
    </div>
    <div class="columns">
      <section class="card"><h2>${t("sales")}</h2>
        <dl class="facts">
          <${Amount} label=${t("gross")} value=${sold.gross} strong /><${Amount} label=${t("net")} value=${sold.net} /><${Amount} label=${t("vat")} value=${sold.vat} />
          <${Amount} label=${t("posted")} value=${sold.posted} />
          ${isZero(sold.discounts) ? null : html`<${Amount} label=${t("discounts")} value=${sold.discounts} />`}
          <dt>${t("count")}</dt><dd>${sold.count}</dd>
          ${sold.onAccount ? html`<dt>${t("onAccount")}</dt><dd>${sold.onAccount}</dd>` : null}
          ${sold.abandoned ? html`<dt>${t("abandoned")}</dt><dd>${sold.abandoned}</dd>` : null}
          ${sold.firstSerial ? html`<dt>${t("serials")}</dt><dd>${sold.firstSerial} – ${sold.lastSerial}</dd>` : null}
        </dl>
        <h3>${t("paidBy")}</h3>
        <dl class="facts">${sold.paid.map((row) => html`<${Amount} key=${row.kind} label=${worded(row.kind)} value=${row.amount} />`)}
          ${isZero(sold.due) ? null : html`<${Amount} label=${t("due")} value=${sold.due} />`}</dl>
        ${report.taxed.length ? html`<h3>${t("byVat")}</h3>
          <dl class="facts">${report.taxed.map((row) => html`<dt key=${row.code}>${row.code ? worded(row.code) : t("none")}</dt><dd>${t("net")} <${Money} value=${row.net} />, ${t("vat")} <${Money} value=${row.vat} /></dd>`)}</dl>` : null}
        ${returned.count ? html`<h3>${t("returned")}</h3>
          <dl class="facts"><${Amount} label=${t("total")} value=${returned.total} /><${Amount} label=${t("cashBack")} value=${returned.cash} />
            <${Amount} label=${t("mpesaBack")} value=${returned.mpesa} /><${Amount} label=${t("credit")} value=${returned.credit} /></dl>` : null}
        ${report.claims.length ? html`<h3>${t("claims")}</h3><p>${report.claims.join(", ")}</p>` : null}
      </section>
      <section class="card"><h2>${t("drawer")}</h2>
        <dl class="facts">
          ${isZero(cash.between) ? null : html`<${Amount} label=${t("between")} value=${cash.between} strong />`}
          <${Amount} label=${t("opening")} value=${cash.opening} /><${Amount} label=${t("cashSales")} value=${cash.sales} /><${Amount} label=${t("refunds")} value=${cash.refunds} />
          <${Amount} label=${t("putIn")} value=${cash.putIn} /><${Amount} label=${t("takenOut")} value=${cash.takenOut} />
          ${isZero(cash.other) ? null : html`<${Amount} label=${t("other")} value=${cash.other} />`}
          <${Amount} label=${t("expected")} value=${cash.expected} strong />
          ${cash.counted === null || cash.counted === undefined ? null : html`<${Amount} label=${t("counted")} value=${cash.counted} strong /><${Amount} label=${t("overShort")} value=${cash.overShort ?? "0.00"} strong />`}
        </dl>
        ${report.outside.length ? html`<h3>${t("outside")}</h3>
          <dl class="facts">${report.outside.map((row) => html`<${Amount} key=${row.reference} label=${row.description || row.reference} value=${row.amount} />`)}</dl>` : null}
        ${shift.pieces.length ? html`<h3>${t("pieces")}</h3><p class="fine">${shift.pieces.map(({ value, count }) => `${count} × ${value}`).join(", ")}</p>` : null}
        <dl class="facts">
          <dt>${t("register")}</dt><dd>${shift.register.name} (${shift.register.accountCode})</dd>
          <dt>${t("cashier")}</dt><dd><${Person} name=${shift.cashier.name} /></dd>
          <dt>${t("opened")}</dt><dd><${Moment} at=${shift.openedAt} /></dd>
          ${shift.closedAt ? html`<dt>${t("closed")}</dt><dd><${Moment} at=${shift.closedAt} /></dd><dt>${t("closedBy")}</dt><dd><${Person} name=${shift.closedBy?.name} /></dd>` : null}
          ${shift.note ? html`<dt>${t("note")}</dt><dd>${shift.note}</dd>` : null}
          ${report.digest ? html`<dt>${t("digest")}</dt><dd><code>${report.digest.slice(0, 16)}</code></dd>` : null}
        </dl>
      </section>
    </div>
    <section class="card no-print"><h2>${t("moves")}</h2><${Moves} shift=${shift} /></section>`;
}

/** @param {{ label: string, value: string, strong?: boolean }} props */
function Amount({ label, value, strong = false }) {
  return html`<dt>${label}</dt><dd>${strong ? html`<b><${Money} value=${value} /></b>` : html`<${Money} value=${value} />`}</dd>`;
}

/** @param {string} code of the server */
const worded = (code) => t(/** @type {any} */ (code));

/** @param {{ shift: Shift }} props */
function Moves({ shift }) {
  const rows = shift.moves.nodes.map((row, index) => ({ ...row, id: String(index) }));
  /** @type {import("../../parts/table.js").Column<typeof rows[number]>[]} */
  const columns = [
    { name: "why", label: t("why"), main: true, show: (row) => html`${t(row.kind)}${row.reason ? html` <span class="fine">${row.reason}</span>` : null}` },
    { name: "amount", label: t("amount"), number: true, show: (row) => html`<${Money} value=${row.amount} />` },
    { name: "by", label: t("by"), show: (row) => html`<${Person} name=${row.by?.name} />` },
    { name: "at", label: t("at"), show: (row) => html`<${Time} at=${row.at} />` },
  ];
  return html`<${Table} label=${t("moves")} columns=${columns} pages=${{ rows }} empty=${html`<${Empty} title=${t("noMoves")} />`} />`;
}
