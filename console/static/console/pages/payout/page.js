// The page of one payout: its money on a line of time, what it is, and what may be done with it.

import { html } from "../../vendor/htm-preact.js";
import { useGathered, useQuery } from "../../client/live.js";
import { isZero } from "../../client/money.js";
import { useNews } from "../../frame/news.js";
import { place, setQuery } from "../../frame/router.js";
import { may } from "../../frame/session.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Time } from "../../parts/time.js";
import { Timeline } from "../../parts/timeline.js";
import { Paused } from "../payouts/banner.js";
import { isUnknown, receiverOf, State } from "../payouts/states.js";
import { t as words } from "../payouts/texts.js";
import { Plan } from "../payout_schedules/plan.js";
import { t as planWords } from "../payout_schedules/texts.js";
import { Disputes } from "./disputes.js";
import { ActPanel, Buttons, WhyNot } from "./doing.js";
import { moneySteps } from "./money.js";
import { PAYOUT } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["PayoutPage"]["data"]["node"]>, { residue: string }>} Payout */

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const known = useQuery(PAYOUT, { id: params.payout ?? "" });
  const node = known.data?.node;
  const payout = node && "residue" in node ? node : null;
  useNews(/^(payout\.changed|approval\.)/, useGathered(known.again), payout?.business.id ?? null);
  const verb = place.value.query.get("do");
  return html`
    <p class="crumbs no-print"><a href="/payouts">${words("title")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${() => (payout ? html`<${Shown} payout=${payout} again=${known.again} />` : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`)}
    <//>
    ${payout && verb === "SCHEDULE" && may("payout.request") && mayRecur(/** @type {Payout} */ (payout)) ? html`<${Plan} what=${{ payout: payout.id }} name=${payout.description} onClose=${() => setQuery({ do: null })} />` : null}
    ${payout && verb && may("payout.request") ? html`<${ActPanel} payout=${payout} verb=${verb} again=${known.again} onClose=${() => setQuery({ do: null })} />` : null}`;
}

/** What may be paid again on days to come. @param {Payout} payout */
function mayRecur({ state, refundOf, batch }) {
  return !refundOf && !batch && !["DRAFT", "PENDING_APPROVAL", "CANCELLED", "REVERSED"].includes(state);
}

/** @param {{ payout: Payout, again: () => Promise<void> }} props */
function Shown({ payout, again }) {
  const unknown = isUnknown(payout);
  const line = payout.kind === "PHONE" ? payout.till.payoutLine : payout.till.businessPayoutLine;
  return html`
    <div class="page-head"><h1>${t("title", { description: payout.description })}</h1><${State} payout=${payout} /></div>
    <${Paused} pause=${payout.business.payoutRules?.pause} />
    ${unknown ? html`<div class="note warn" role="status"><p><b>${t("unknown")}</b> ${words("unknownSays")}</p></div>` : null}
    ${payout.flagged ? html`<div class="note bad"><p>${words("flagged")}</p></div>` : null}
    ${payout.text && !unknown ? html`<div class="note"><p>${payout.text} ${payout.dueAt ? html`${words("until")} <${Time} at=${payout.dueAt} />` : null}</p></div>` : null}
    ${payout.state === "RESERVED" && payout.batch?.pause ? html`<div class="note warn"><p>${t("batchPaused", { reason: payout.batch.pause.reason })}</p></div>` : null}
    ${payout.state === "RESERVED" && line?.stoppedAt ? html`<div class="note warn"><p>${t("lineStopped", { code: line.stoppedCode })}</p></div>` : null}
    ${payout.state === "RESERVED" && line?.shortSince ? html`<div class="note warn"><p>${t("lineShort")}</p></div>` : null}
    <div class="columns main-and-side">
      <section class="card"><h2>${t("way")}</h2><${Timeline} label=${t("way")} steps=${moneySteps(payout)} /></section>
      <div>
        <${Facts} payout=${payout} />
        ${may("payout.request") ? html`<section class="card no-print"><h2>${t("doing")}</h2>
          ${payout.acts.length ? html`<div class="actions"><${Buttons} payout=${payout} again=${again} /></div>` : null}
          ${mayRecur(payout) ? html`<div class="actions"><button type="button" class="quiet" onClick=${() => setQuery({ do: "SCHEDULE" })}>${planWords("SCHEDULE")}</button></div>` : null}
          <${WhyNot} payout=${payout} unknown=${unknown} />
        </section>` : null}
        <${Disputes} payout=${payout} again=${again} />
      </div>
    </div>`;
}

/** @param {{ payout: Payout }} props */
function Facts({ payout }) {
  const { approval, attempts } = payout;
  const paid = attempts.nodes.find(({ receiptNumber }) => receiptNumber);
  return html`
    <section class="card">
      <p class="amount"><${Money} value=${payout.amount} currency /></p>
      <dl class="facts">
        <dt>${words("receiver")}</dt><dd>${receiverOf(payout)}</dd>
        ${payout.name ? html`<dt>${t("name")}</dt><dd>${payout.name}</dd>` : null}
        ${isZero(payout.residue) ? null : html`<dt>${t("residue")}</dt><dd><${Money} value=${payout.residue} /></dd>`}
        <dt>${t("from")}</dt><dd>${payout.accountCode}</dd>
        ${payout.command ? html`<dt>${t("command")}</dt><dd>${t(payout.command)}</dd>` : null}
        ${payout.batch ? html`<dt>${words("batch")}</dt><dd><a href=${`/payouts/batches/${payout.batch.id}`}>${payout.batch.name}</a></dd>` : null}
        ${payout.refundOf ? html`<dt>${t("refundOf")}</dt><dd><a href=${`/receipts/${payout.refundOf.id}`}>${payout.refundOf.number}</a></dd>` : null}
        ${payout.notBefore ? html`<dt>${t("notBefore")}</dt><dd><${Time} at=${payout.notBefore} /></dd>` : null}
        <dt>${words("till")}</dt><dd><a href=${`/settings/tills/${payout.till.id}`}>${payout.till.name}</a> (${payout.till.shortcode})</dd>
        <dt>${words("who")}</dt><dd>${payout.requestedBy?.name ?? words("system")}</dd>
        <dt>${words("at")}</dt><dd><${Time} at=${payout.createdAt} /></dd>
        ${approval ? html`<dt>${t("approval")}</dt><dd><a href=${`/approvals/${approval.id}`}>${approval.checker?.name ?? approval.maker.name}</a>${approval.decidedAt ? html`, <${Time} at=${approval.decidedAt} />` : null}</dd>` : null}
        ${paid ? html`<dt>${words("receipt")}</dt><dd>${paid.receiptNumber}, <${Time} at=${paid.paidAt} /></dd>
          <dt>${t("charge")}</dt><dd>${paid.charge ? html`<${Money} value=${paid.charge} />` : html`${t("expected")} <${Money} value=${paid.feeExpected} />`}</dd>` : null}
      </dl>
    </section>`;
}
