// The page of one payment request: what became of it, what to say to the customer, what to do next, and how it came to that.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { language } from "../../client/language.js";
import { useGathered, useQuery } from "../../client/live.js";
import { useNews } from "../../frame/news.js";
import { Chip } from "../../parts/chip.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Time } from "../../parts/time.js";
import { OpenCases } from "../cases/open.js";
import { Claim } from "../claims/claim.js";
import { Trail } from "../receipt/trail/trail.js";
import { KINDS } from "../requests/states.js";
import { t as stateWords } from "../requests/texts.js";
import { AskAgain, Doing } from "./doing.js";
import { REQUEST } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["RequestPage"]["data"]["node"]>, { accountReference: string }>} Request */

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const known = useQuery(REQUEST, { id: params.request ?? "" });
  useNews(/^(payment_request\.changed|receipt\.|discrepancy\.)/, useGathered(known.again));
  return html`
    <p class="crumbs no-print"><a href="/requests">${t("back")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${(/** @type {Operations["RequestPage"]["data"]} */ { node }) =>
        node && "accountReference" in node ? html`<${Shown} key=${node.id} request=${node} again=${known.again} />` : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`}
    <//>`;
}

/** @param {{ request: Request, again: () => Promise<void> }} props */
function Shown({ request, again }) {
  const [claiming, setClaiming] = useState(false);
  const pause = request.till.pause ?? request.business.requestRules?.pause;
  return html`
    <div class="page-head"><h1>${t("title")}</h1><${Chip} kind=${KINDS[request.state]}>${stateWords(request.state)}<//></div>
    ${pause ? html`<div class="note warn"><p>${t("paused", { reason: pause.reason })}</p></div>` : null}
    ${request.flagged ? html`<div class="note warn"><p>${stateWords("flagged")}</p></div>` : null}
    <${OpenCases} cases=${request.discrepancies.nodes} />
    ${claiming ? html`<${Claim} request=${request} again=${again} onClose=${() => setClaiming(false)} />` : null}
    <div class="columns main-and-side">
      <div>
        <section class="card"><h2>${t("readOut")}</h2>
          <dl class="facts">
            <dt>English</dt><dd lang="en">${request.message.en}</dd>
            <dt>Kiswahili</dt><dd lang="sw">${request.message.sw}</dd>
          </dl>
        </section>
        <${Next} request=${request} again=${again} claim=${() => setClaiming(true)} />
        ${request.saidBySafaricom ? html`<section class="card"><h2>${t("said")}</h2><p lang="en">${request.saidBySafaricom}</p></section>` : null}
        <section class="card"><h2>${t("steps")}</h2><${Trail} trail=${request.trail} here=${request.id} label=${t("steps")} /></section>
      </div>
      <${Facts} request=${request} />
    </div>`;
}

/** @param {{ request: Request, again: () => Promise<void>, claim: () => void }} props */
function Next({ request, again, claim }) {
  const advice = language.value === "sw" ? request.advice.sw : request.advice.en;
  if (!advice && !request.answerAt) return null;
  return html`
    <section class="card"><h2>${t("next")}</h2>
      ${advice ? html`<p>${advice}</p>` : null}
      ${request.answerAt ? html`<p><a href=${request.answerAt} target="_blank" rel="noopener">${stateWords("answerHere")}</a></p>` : null}
      <div class="actions"><${Doing} request=${request} again=${again} claim=${claim} /><${AskAgain} request=${request} /></div>
    </section>`;
}

/** @param {{ request: Request }} props */
function Facts({ request }) {
  return html`
    <section class="card">
      <p class="amount"><${Money} value=${request.amount} currency /></p>
      <dl class="facts">
        <dt>${t("account")}</dt><dd>${request.accountReference}</dd>
        <dt>${t("phone")}</dt><dd>${request.phone ?? "–"}</dd>
        <dt>${t("till")}</dt><dd>${request.till.name} (${request.till.shortcode})</dd>
        <dt>${t("who")}</dt><dd>${request.requestedBy?.name ?? stateWords("system")}</dd>
        <dt>${t("at")}</dt><dd><${Time} at=${request.createdAt} /></dd>
        ${request.settledAt ? html`<dt>${t("ended")}</dt><dd><${Time} at=${request.settledAt} /></dd>` : null}
        ${request.receipt ? html`<dt>${t("receipt")}</dt><dd><a href=${`/receipts/${request.receipt.id}`}>${request.receipt.number}</a></dd>` : null}
      </dl>
    </section>`;
}
