// A financial statement: sections of top accounts with their sums, this period beside the one before.

import { html } from "../../vendor/htm-preact.js";
import { Money } from "../../parts/money.js";
import { AccountName } from "./account_name.js";
import { t } from "./texts.js";

/** @typedef {{ account: { id: string, code: string, name: string }, amount: string, previous?: string | null }} Figure */
/** @typedef {{ total: string, previousTotal: string, figures: { nodes: readonly Figure[], pageInfo: { hasNextPage: boolean } } }} Section */

/** @param {{ label: string, now: any, before: any, children?: any }} props `now` and `before` head the columns */
export function Sheet({ label, now, before, children }) {
  return html`
    <table class="statement" aria-label=${label}>
      <thead><tr><th scope="col"><span class="unseen">${t("account")}</span></th><th scope="col">${now}</th>${before ? html`<th scope="col">${before}</th>` : null}</tr></thead>
      ${children}
    </table>`;
}

/** @param {{ title: string, sum: string, section: Section, compared: boolean, days: import("./days.js").Days, children?: any }} props
 *   `children`: rows of its own before the sum */
export function Rows({ title, sum, section, compared, days, children }) {
  const { nodes, pageInfo } = section.figures;
  return html`
    <tbody>
      <tr class="group"><th scope="rowgroup" colspan=${compared ? 3 : 2}>${title}</th></tr>
      ${nodes.map((figure) => html`
        <tr key=${figure.account.id} class="row">
          <th scope="row"><${AccountName} account=${figure.account} days=${days} /></th>
          <td><${Money} value=${figure.amount} quietZero /></td>
          ${compared ? html`<td class="soft"><${Money} value=${figure.previous} quietZero /></td>` : null}
        </tr>`)}
      ${nodes.length || children ? null : html`<tr class="row"><th scope="row" class="soft">${t("noFigures")}</th><td></td>${compared ? html`<td></td>` : null}</tr>`}
      ${pageInfo.hasNextPage ? html`<tr class="row"><th scope="row" class="fine" colspan=${compared ? 3 : 2}>${t("truncated")}</th></tr>` : null}
      ${children}
      ${Sum({ title: sum, now: section.total, before: compared ? section.previousTotal : undefined })}
    </tbody>`;
}

/** @param {{ title: any, now: string, before?: string | null, kind?: string }} props without `before` there is no column for it */
export function Sum({ title, now, before, kind = "sum" }) {
  return html`<tr class=${kind}><th scope="row">${title}</th><td><${Money} value=${now} /></td>${before === undefined ? null : html`<td><${Money} value=${before} /></td>`}</tr>`;
}
