// Every cent that moved, with what was there after it; and where each cent that is there came from.

import { html } from "../../vendor/htm-preact.js";
import { useEffect, useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Moment } from "../../parts/time.js";
import { MOVEMENTS, ORIGINS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["PlayMovements"]["data"]["node"]>, { movements: unknown }>["movements"]} Rows */

/** What is not a player's has no row here. */
const KINDS = /** @type {const} */ (["RECEIPT", "ROUTE", "TAKEN_BACK", "STAKE", "SETTLEMENT", "PAYOUT", "REFUND", "REVERSAL", "CORRECTION", "CHARGE", "PAYMENT"]);
/** @type {Rows} */
const NOTHING = { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };

/** `balance` is read again with. @param {{ wallet: string, balance: string }} props */
export function Movements({ wallet, balance }) {
  const pages = useConnection(MOVEMENTS, { wallet }, ({ node }) => (node && "movements" in node ? node.movements : NOTHING), 15);
  useEffect(() => {
    if (pages.known.data) pages.known.again();
  }, [balance]);
  return html`
    <section class="card" id="movements"><h2>${t("movements")}</h2>
      <${Reading} known=${pages.known} rows=${5}>
        ${() => pages.rows.length === 0
          ? html`<${Empty} title=${t("noMovements")} />`
          : html`<ul class="lines">${pages.rows.map((row, place) => html`
              <li key=${`${row.occurredAt} ${row.balance} ${place}`}>
                <div><b>${saidOf(row.kind, row.amount)}</b><br /><small>${aboutOf(row)}<${Moment} at=${row.occurredAt} />${row.whileExcluded ? html`<br />${t("toWithdraw")}` : null}</small></div>
                <div class="end sums"><b><${Money} value=${row.amount} /></b><br /><small>${t("after")} <${Money} value=${row.balance} /></small></div>
              </li>`)}</ul>
            ${pages.next || pages.previous ? html`<div class="table-foot">
              <button type="button" class="quiet" disabled=${!pages.previous} onClick=${pages.previous}>${t("newer")}</button>
              <button type="button" class="quiet" disabled=${!pages.next} onClick=${pages.next}>${t("older")}</button></div>` : null}`}
      <//>
    </section>`;
}

/** What it was about: words of the books only where nothing better is known. @param {Rows["nodes"][number]} row */
function aboutOf({ market, receiptNumber, description, kind }) {
  if (market) return html`<a href=${`/play/markets/${market.id}`}>${market.title}</a><br />`;
  if (receiptNumber) return html`${t("fromReceipt", { number: receiptNumber })}<br />`;
  return KINDS.some((each) => each === kind) || !description ? null : html`${description}<br />`;
}

/** @param {Rows["nodes"][number]["kind"]} kind @param {string} amount */
function saidOf(kind, amount) {
  const known = KINDS.find((each) => each === kind);
  if (known === "STAKE") return t(amount.startsWith("-") ? "STAKE" : "stakeBack");
  if (known === "SETTLEMENT" && amount.startsWith("-")) return t("unpaid");
  return t(known ?? (amount.startsWith("-") ? "wentOut" : "cameIn"));
}

/** @param {{ wallet: string, balance: string }} props */
export function Origins({ wallet, balance }) {
  const [open, setOpen] = useState(false);
  const known = useQuery(ORIGINS, open ? { wallet } : null);
  useEffect(() => {
    if (open && known.data) known.again();
  }, [balance]);
  return html`
    <section class="card"><details onToggle=${(/** @type {any} */ event) => setOpen(event.currentTarget.open)}><summary>${t("origins")}</summary>
      <p class="fine">${t("originsSay")}</p>
      ${open ? html`<${Reading} known=${known} rows=${3}>
        ${(/** @type {Operations["PlayOrigins"]["data"]} */ { node }) => html`<ul class="lines">${(node && "origins" in node ? node.origins.nodes : []).map((part) => html`
          <li key=${part.reference}><div><b>${part.receiptNumber ? t("fromReceipt", { number: part.receiptNumber }) : part.reference.startsWith("market:") ? t("SETTLEMENT") : t("cameIn")}</b><br /><small><${Moment} at=${part.occurredAt} /></small></div><b class="end"><${Money} value=${part.amount} /></b></li>`)}</ul>`}
      <//>` : null}
    </details></section>`;
}
