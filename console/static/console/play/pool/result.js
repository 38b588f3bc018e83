// What was decided and by what, how long it may be disputed, and doing so.

import { html } from "../../vendor/htm-preact.js";
import { partShown } from "../odds.js";
import { act } from "../../client/query.js";
import { Chip } from "../../parts/chip.js";
import { Field, Form } from "../../parts/form.js";
import { Moment, Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { DISPUTE } from "./operations.js";
import { t } from "./texts.js";

const OVER = new Set(["APPROVED", "SETTLED", "CORRECTED", "VOID"]);

/** @param {{ market: import("./page.js").Market, again: () => Promise<void> }} props */
export function Result({ market, again }) {
  const proposal = market.proposals.nodes[0];
  if (!proposal) return null;
  const parts = proposal.parts.nodes;
  const disputable = market.state === "PROPOSED" && market.stakes.nodes.length > 0;
  /** @param {Record<string, string>} values */
  async function send({ reason = "" }) {
    await act(DISPUTE, { input: { market: market.id, reason: reason.trim() } });
    toast(t("disputed"));
    await again();
  }
  return html`
    <section class="card"><h2>${t(OVER.has(market.state) ? "result" : "proposed")}</h2>
      ${market.state === "VOID" || parts.length === 0
        ? html`<p><b>${t("void")}</b></p>`
        : html`<ul class="lines">${parts.map(({ bps, outcome }) => html`<li key=${outcome.id}><b>${outcome.name}</b>${parts.length > 1 ? html`<span class="end">${partShown(bps)}</span>` : null}</li>`)}</ul>`}
      <dl class="rules">
        <dt>${t("evidence")}</dt><dd>${proposal.evidence}<br /><small>${t("seenAt")} <${Moment} at=${proposal.observedAt} /></small></dd>
        ${proposal.effectiveClose ? html`<dt>${t("early")}</dt><dd>${t("earlySays")} <${Moment} at=${proposal.effectiveClose} /></dd>` : null}
      </dl>
      ${market.disputesUntil ? html`<p class="fine">${t("disputesUntil")} <${Moment} at=${market.disputesUntil} /></p>` : null}
      ${market.disputes.nodes.map((each) => html`<div class="note" key=${each.id}><p><${Chip} kind=${each.state === "OPEN" ? "warn" : "dim"}>${t(`dispute${each.state}`)}<//> <${Time} at=${each.at} /><br />${each.reason}${each.answer ? html`<br /><b>${each.answer}</b>` : null}</p></div>`)}
      ${disputable ? html`
        <details><summary>${t("dispute")}</summary>
          <${Form} label=${t("dispute")} send=${t("dispute")} onSend=${send} clear wide>
            <${Field} name="reason" label=${t("reason")} hint=${t("reasonHint")} rows=${3} required />
          <//>
        </details>` : null}
    </section>`;
}
