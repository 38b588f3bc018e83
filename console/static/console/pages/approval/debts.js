// What a correction would leave owed, as the wallets are now: it is not signed, since players go on spending.

import { html } from "../../vendor/htm-preact.js";
import { Money } from "../../parts/money.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<import("./page.js").Approval["subject"]>, { __typename: "Market" }>} Market */

/** @param {{ subject: import("./page.js").Approval["subject"] }} props */
export function Debts({ subject }) {
  const debts = subject?.__typename === "Market" ? subject.correctionDebts : null;
  if (!debts) return null;
  if (!debts.playerCount) return html`<p class="note">${t("owesNobody")}</p>`;
  return html`
    <div class="note warn">
      <p>${t("owes", { count: debts.playerCount })} <b><${Money} value=${debts.owed} currency /></b></p>
      ${debts.first ? html`<div class="labelled"><div class="table-scroll"><table class="table" role="table" aria-label=${t("debtors")}>
        <thead role="rowgroup"><tr role="row">${["wallet", "player", "takenBack", "balance", "owed"].map((name, at) => html`<th key=${name} role="columnheader" scope="col" class=${at > 1 ? "number" : ""}>${t(/** @type {"owed"} */ (name))}</th>`)}</tr></thead>
        <tbody role="rowgroup">${debts.first.map((each) => html`
          <tr role="row" key=${each.walletNumber}>
            <td role="cell" class="main" data-label=${t("wallet")}>${each.walletNumber}</td>
            <td role="cell" data-label=${t("player")}>${each.player.name} ${each.phone ? html`<small class="fine">${each.phone}</small>` : null}</td>
            ${/** @type {const} */ (["takenBack", "balance", "owed"]).map((name) => html`<td role="cell" key=${name} class="number" data-label=${t(name)}><${Money} value=${each[name]} /></td>`)}
          </tr>`)}</tbody>
      </table></div></div>` : null}
      ${debts.first && debts.playerCount > debts.first.length ? html`<p class="fine">${t("owesMore", { count: debts.playerCount - debts.first.length })}</p>` : null}
    </div>`;
}
