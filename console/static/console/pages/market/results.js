// The results that were proposed, each with its evidence and with who said that it is wrong.

import { html } from "../../vendor/htm-preact.js";
import { percentShown } from "../../client/bps.js";
import { setQuery } from "../../frame/router.js";
import { may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Moment, Time } from "../../parts/time.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Market} Market */
/** @typedef {Market["proposals"]["nodes"][number]} Proposal */
/** @typedef {Market["disputes"]["nodes"][number]} Dispute */

/** @type {Record<Exclude<Proposal["standing"], "PROPOSED">, import("../../parts/chip.js").Kind>} */
const STANDINGS = { PAID: "good", REPLACED: "dim", ASKED: "warn", NOT_APPROVED: "dim" };

/** "Simba 50.00 %, Chui 50.00 %", or that everybody has the stake back. @param {Proposal} proposal */
export function resultShown({ parts }) {
  const said = parts.nodes.map(({ outcome, bps }) => (bps === 10_000 ? outcome.name : `${outcome.name} ${percentShown(bps)}`));
  return said.join(", ") || t("isVoid");
}

/** @param {{ market: Market }} props */
export function Results({ market }) {
  const { nodes, totalCount } = market.proposals;
  if (!nodes.length) return null;
  const held = nodes.filter(({ standing }) => standing !== "NOT_APPROVED");
  const never = nodes.filter(({ standing }) => standing === "NOT_APPROVED");
  const list = (/** @type {readonly Proposal[]} */ some) => some.map((proposal) => html`<${Shown} key=${proposal.number} proposal=${proposal} newest=${proposal === nodes[0]} market=${market} />`);
  return html`
    <section class="card"><h2>${t("results")}</h2>
      ${list(held)}
      ${never.length ? html`<details><summary>${t("neverHeld", { count: never.length })}</summary>${list(never)}</details>` : null}
      ${totalCount > nodes.length ? html`<p class="fine">${t("olderResults", { count: totalCount - nodes.length })}</p>` : null}
    </section>`;
}

/** @param {{ proposal: Proposal, newest: boolean, market: Market }} props */
function Shown({ proposal, newest, market }) {
  const disputes = market.disputes.nodes.filter((each) => each.proposal.number === proposal.number);
  return html`
    <article class="market-result" aria-label=${t("result", { number: proposal.number })}>
      <h3>${resultShown(proposal)} ${proposal.standing === "PROPOSED" ? null : html`<${Chip} kind=${STANDINGS[proposal.standing]}>${t(`standing_${proposal.standing}`)}<//>`}</h3>
      <p class="evidence"><${Evidence} text=${proposal.evidence} /></p>
      <dl class="facts">
        <dt>${t("observed")}</dt><dd><${Moment} at=${proposal.observedAt} /></dd>
        ${proposal.effectiveClose ? html`<dt>${t("effective")}</dt><dd><${Moment} at=${proposal.effectiveClose} /></dd>` : null}
        <dt>${t("proposed")}</dt><dd>${proposal.proposedBy?.name ?? t("system")}, <${Time} at=${proposal.proposedAt} /></dd>
        <dt>${t("evidenceDigest")}</dt><dd class="digest">${proposal.evidenceDigest}</dd>
        ${proposal.documentDigest ? html`<dt>${t("documentDigest")}</dt><dd class="digest">${proposal.documentDigest}</dd>` : null}
      </dl>
      ${disputes.length ? html`<h4>${t("disputes")}</h4><ul class="disputes">${disputes.map((each) => html`<${DisputeShown} key=${each.id} dispute=${each} answers=${newest && market.state === "DISPUTED"} />`)}</ul>` : null}
    </article>`;
}

/** Addresses in it are links to elsewhere. @param {{ text: string }} props */
function Evidence({ text }) {
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((part, place) => (place % 2 ? html`<a key=${place} href=${part} target="_blank" rel="noreferrer noopener">${part}</a>` : part));
}

const KINDS = /** @type {const} */ ({ OPEN: "bad", DISMISSED: "calm", AMENDED: "good" });

/** @param {{ dispute: Dispute, answers: boolean }} props */
function DisputeShown({ dispute, answers }) {
  const mine = dispute.state === "OPEN" && answers && may("market.manage");
  return html`
    <li>
      <p><${Chip} kind=${KINDS[dispute.state]}>${t(`dispute_${dispute.state}`)}<//> <b>${dispute.by.name}</b>, <${Time} at=${dispute.at} />: ${dispute.reason}</p>
      ${dispute.answeredAt ? html`<p class="fine">${dispute.answeredBy?.name ?? t("system")}, <${Time} at=${dispute.answeredAt} />${dispute.answer ? `: ${dispute.answer}` : ""}</p>` : null}
      ${mine && dispute.by.isMe ? html`<p class="fine">${t("ownDispute")}</p>` : null}
      ${mine && !dispute.by.isMe ? html`<div class="actions"><button type="button" class="quiet" onClick=${() => setQuery({ do: "DISMISS", dispute: dispute.id })}>${t("DISMISS")}</button>
        <button type="button" onClick=${() => setQuery({ do: "AMEND" })}>${t("AMEND")}</button></div>` : null}
    </li>`;
}
