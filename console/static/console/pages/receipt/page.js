// The page of one receipt: what it is, and its way from M-Pesa to the statement. Made to be printed too.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useGathered, useQuery } from "../../client/live.js";
import { useNews } from "../../frame/news.js";
import { may } from "../../frame/session.js";
import { Icon } from "../../parts/icon.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Time } from "../../parts/time.js";
import { OpenCases } from "../cases/open.js";
import { Route } from "../collections/page.js";
import { RECEIPT } from "./operations.js";
import { Refund } from "./refund.js";
import { ahead, linesOf } from "./steps.js";
import { t } from "./texts.js";
import { Trail } from "./trail/trail.js";

/** @typedef {import("./steps.js").Receipt} Receipt */

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const asked = { id: params.receipt ?? "", withStatement: may("reconciliation.read"), withBooks: may("ledger.read"), withApprovals: may("approval.read"), withRefund: may("payout.request") };
  const known = useQuery(RECEIPT, asked);
  useNews(/^(receipt|approval|discrepancy|payout)\./, useGathered(known.again));
  return html`
    <p class="crumbs no-print"><a href="/collections">${t("back")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${(/** @type {Operations["ReceiptPage"]["data"]} */ { node, approvals }) =>
        node && "number" in node ? html`<${Shown} receipt=${node} waiting=${approvals?.nodes[0]} />` : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`}
    <//>`;
}

/** @typedef {NonNullable<Operations["ReceiptPage"]["data"]["approvals"]>["nodes"][number]} Waiting */

/** @param {{ receipt: Receipt, waiting?: Waiting }} props `waiting`: the approval that would place it */
function Shown({ receipt, waiting }) {
  const { route } = receipt;
  const [refunding, setRefunding] = useState(false);
  return html`
    ${refunding ? html`<${Refund} receipt=${receipt} onClose=${() => setRefunding(false)} />` : null}
    <div class="page-head">
      <h1>${t("receipt")} ${receipt.number}</h1>
      <div class="actions end no-print">
        ${route?.state === "SUSPENSE" && !waiting && may("ledger.write") ? html`<a class="button" href=${`/suspense?receipt=${receipt.id}`}>${t("place")}</a>` : null}
        ${receipt.refund && !["RECEIPT_NOT_PLACED", "OVER_RECEIPT"].includes(receipt.refund.code) ? html`<button type="button" class="quiet" onClick=${() => setRefunding(true)}>${t("refund")}</button>` : null}
        <button type="button" class="quiet" onClick=${() => print()}><${Icon} name="print" />${t("print")}</button>
      </div>
    </div>
    ${waiting ? html`<div class="note warn"><p>${t("waits", { name: waiting.maker.name })} <a href=${`/approvals/${waiting.id}`}>${t("seeApproval")}</a></p></div>` : null}
    ${route?.state === "SUSPENSE" && !waiting && !may("ledger.write") ? html`<div class="note warn no-print"><p>${t("tell")}</p></div>` : null}
    ${route?.state === "HELD" ? html`<div class="note warn"><p>${t("heldSays")}</p><p>${t(receipt.discrepancies.nodes.some(({ state }) => state === "OPEN") ? "heldDoubted" : "heldWaits")} ${may("reconciliation.write") ? html`<a class="no-print" href="/reconciliation">${t("toFiles")}</a>` : null}</p></div>` : null}
    ${route?.state === "REVERSED" ? html`<div class="note bad"><p>${t("reversedSays")}</p></div>` : null}
    <${OpenCases} cases=${receipt.discrepancies.nodes} />
    <div class="columns main-and-side">
      <section class="card"><h2>${t("path")}</h2><${Trail} trail=${receipt.trail} here=${receipt.id} label=${t("path")} lines=${linesOf(receipt)} after=${ahead(receipt)} /></section>
      <section class="card">
        <p class="amount"><${Money} value=${receipt.amount} currency /></p>
        <p><${Route} state=${route?.state} /></p>
        <dl class="facts">
          <dt>${t("account")}</dt><dd>${receipt.accountReference || t("none")}</dd>
          <dt>${t("phone")}</dt><dd>${receipt.phone ?? t("notGiven")}</dd>
          <dt>${t("till")}</dt><dd>${receipt.till.name} (${receipt.till.shortcode})${receipt.business.name === receipt.till.name ? "" : `, ${receipt.business.name}`}</dd>
          <dt>${t("taken")}</dt><dd><${Time} at=${receipt.occurredAt} /></dd>
          ${route?.owner ? html`<dt>${t("owner")}</dt><dd>${route.owner}</dd>` : null}
          ${route && route.parts.length > 1 ? html`<dt>${t("parts")}</dt><dd>${route.parts.map((part) => html`<p key=${part.to}><${Money} value=${part.amount} currency /> ${part.to}</p>`)}</dd>` : null}
          ${route?.note && route.state !== "REVERSED" ? html`<dt>${t("note")}</dt><dd>${route.note}</dd>` : null}
        </dl>
      </section>
    </div>`;
}
