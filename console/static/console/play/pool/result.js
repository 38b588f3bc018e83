// What was decided and by what, how long it may be disputed, and doing so.

import { html } from "../../vendor/htm-preact.js";
import { partShown } from "../odds.js";
import { act } from "../../client/query.js";
import { Chip } from "../../parts/chip.js";
import { Field, Form } from "../../parts/form.js";
import { Linked } from "../../parts/linked.js";
import { Moment, Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { DISPUTE } from "./operations.js";
import { t } from "./texts.js";

const OVER = new Set(["APPROVED", "SETTLED", "CORRECTED", "VOID"]);

/** @param {{ market: import("./page.js").Market, again: () => Promise<void> }} props */
export function Result({ market, again }) {
  const proposal = market.result ?? market.proposals.nodes[0];
  const parts = proposal?.parts.nodes ?? [];
  const isVoid = market.state === "VOID";
  const mayDispute = market.state === "PROPOSED" && Date.parse(market.disputesUntil ?? "") > Date.now();
  const disputable = mayDispute && market.stakes.nodes.length > 0;
  /** @param {Record<string, string>} values */
  async function send({ reason = "" }) {
    await act(DISPUTE, { input: { market: market.id, reason: reason.trim() } });
    toast(t("disputed"));
    await again();
  }
  return html`
    <section class="card"><h2>${t(OVER.has(market.state) ? "result" : "proposed")}</h2>
      ${isVoid || parts.length === 0
        ? html`<p><b>${t("void")}</b></p>`
        : html`<ul class="lines">${parts.map(({ bps, outcome }) => html`<li key=${outcome.id}><b>${outcome.name}</b>${parts.length > 1 ? html`<span class="end">${partShown(bps)}</span>` : null}</li>`)}</ul>`}
      ${isVoid ? html`<dl class="rules"><dt>${t("voidReason")}</dt><dd>${market.voidReason ?? t("voidByClock")}</dd>
        <dt>${t("voidSince")}</dt><dd><${Moment} at=${market.voidedAt} /></dd></dl>` : null}
      ${market.correctionReason ? html`<div class="note"><p><b>${t("corrected")}</b> ${market.correctionReason}</p></div>` : null}
      ${proposal && !isVoid ? html`<dl class="rules">
        <dt>${t("evidence")}</dt><dd><${Linked} text=${proposal.evidence} /><br /><small>${t("seenAt")} <${Moment} at=${proposal.observedAt} /></small></dd>
        ${proposal.effectiveClose ? html`<dt>${t("early")}</dt><dd>${t("earlySays")} <${Moment} at=${proposal.effectiveClose} /></dd>` : null}
      </dl>` : null}
      ${market.disputesUntil && !isVoid ? html`<p class="fine">${t(mayDispute ? "disputesUntil" : "disputesWere")} <${Moment} at=${market.disputesUntil} /></p>` : null}
      ${market.disputes.nodes.map((each) => html`<div class="note" key=${each.id}><p><${Chip} kind=${each.state === "OPEN" ? "warn" : "dim"}>${t(`dispute${each.state}`)}<//> <${Time} at=${each.answeredAt ?? each.at} /><br /><small><${Time} at=${each.at} /></small> ${each.reason}${each.answer ? html`<br /><b>${each.answer}</b>` : null}</p></div>`)}
      ${disputable ? html`
        <details><summary>${t("dispute")}</summary>
          <${Form} label=${t("dispute")} send=${t("dispute")} onSend=${send} clear wide>
            <${Field} name="reason" label=${t("reason")} hint=${t("reasonHint")} rows=${3} required />
          <//>
        </details>` : null}
    </section>`;
}
