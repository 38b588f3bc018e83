// What was worked out and paid: how far it is, its sums, who approved it, and what became of what goes to phones.

import { html } from "../../vendor/htm-preact.js";
import { cents, decimal, isZero, shown } from "../../client/money.js";
import { may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Money } from "../../parts/money.js";
import { Time } from "../../parts/time.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Market} Market */
/** @typedef {Market["settlements"]["nodes"][number]} Settlement */

/** @type {Record<Settlement["state"], import("../../parts/chip.js").Kind>} */
const KINDS = { FROZEN: "warn", APPROVED: "busy", DONE: "good", REPLACED: "dim", CANCELLED: "dim" };

/** What everything that came in went to, in this order. */
const SUMS = /** @type {const} */ (["staked", "carryIn", "paid", "refunded", "fee", "breakage", "carryOut"]);
/** Said also where it is nothing, of what pays somebody. */
const ALWAYS = ["staked", "paid", "fee"];

/** @param {{ market: Market }} props */
export function Settlements({ market }) {
  const { nodes, totalCount } = market.settlements;
  const shownHere = nodes.filter(({ state }) => state !== "CANCELLED");
  if (!shownHere.length) return null;
  return html`
    <section class="card" aria-label=${t("settlements")}><h2>${t("settlements")}</h2>
      ${shownHere.map((each) => html`<${Shown} key=${each.id} run=${each} market=${market} />`)}
      ${totalCount > nodes.length ? html`<p class="fine">${t("olderRuns", { count: totalCount - nodes.length })}</p>` : null}
    </section>`;
}

/** @param {{ run: Settlement, market: Market }} props */
function Shown({ run, market }) {
  const { approval } = run;
  const posting = run.state === "APPROVED" || run.state === "DONE";
  return html`
    <article class="market-result" data-state=${run.state}>
      <h3>${t(`run_${run.kind}`)} <small class="fine">${t("numbered", { number: run.number })}</small> <${Chip} kind=${KINDS[run.state]}>${t(`run_${run.state}`)}<//></h3>
      ${posting ? html`<progress max=${Math.max(1, run.paymentCount)} value=${run.paymentCount ? run.postedCount : 1} aria-label=${t("progress")}></progress>
        <p class="fine" role="status">${t("postedOf", { posted: run.postedCount.toLocaleString("en-GB"), all: run.paymentCount.toLocaleString("en-GB") })}</p>` : null}
      <dl class="facts sums">
        ${SUMS.filter((name) => (run.kind !== "VOID" && ALWAYS.includes(name)) || !isZero(run[name])).map((name) => html`<dt key=${`${name} name`}>${t(name, { count: run.winnerCount.toLocaleString("en-GB") })}</dt><dd key=${name}><${Money} value=${run[name]} /></dd>`)}
      </dl>
      <p class="fine">${t("sumsHold", { amount: shown(decimal(cents(run.staked) + cents(run.carryIn))) })}</p>
      <dl class="facts">
        <dt>${t("stakes")}</dt><dd>${run.stakeCount.toLocaleString("en-GB")}</dd>
        ${run.reason ? html`<dt>${t("runReason")}</dt><dd>${run.reason}</dd>` : null}
        <dt>${t("frozen")}</dt><dd>${approval?.maker.name ?? t("system")}, <${Time} at=${run.frozenAt} /></dd>
        ${run.beganAt ? html`<dt>${t("began")}</dt><dd>${approval ? html`<a href=${`/approvals/${approval.id}`}>${approval.checker?.name ?? t("system")}</a>` : t("system")}, <${Time} at=${run.beganAt} /></dd>` : null}
        ${run.doneAt ? html`<dt>${t("doneAt")}</dt><dd><${Time} at=${run.doneAt} /></dd>` : null}
        <${SentOut} run=${run} market=${market} />
        <dt>${t("numbers")}</dt><dd class="digest">${run.digest}</dd>
      </dl>
    </article>`;
}

/** What goes on to phones, and where to look after what did not arrive. @param {{ run: Settlement, market: Market }} props */
function SentOut({ run, market }) {
  if (market.payoutMode !== "MPESA" || run.kind === "VOID" || !run.beganAt) return null;
  const counts = { paid: run.paidOut, failed: run.failedOut, unknown: run.unknownOut, waiting: run.waitingOut };
  const said = Object.entries(counts).filter(([, count]) => count).map(([name, count]) => t(/** @type {"out_paid"} */ (`out_${name}`), { count: (count ?? 0).toLocaleString("en-GB") }));
  const address = counts.unknown ? "/payouts/unknown" : `/payouts?text=Winnings${counts.failed ? "&state=FAILED" : ""}`;
  return html`<dt>${t("sentOut")}</dt><dd>${said.join(", ") || "–"} ${may("payout.read") ? html`<a href=${address}>${t("seePayouts")}</a>` : html`<small class="fine">${t("payoutsElsewhere")}</small>`}</dd>`;
}
