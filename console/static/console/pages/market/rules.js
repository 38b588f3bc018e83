// By what a market is played: its texts, what was said about them since, its times and its terms.

import { html } from "../../vendor/htm-preact.js";
import { lasting } from "../../client/lasting.js";
import { percentShown } from "../../client/bps.js";
import { Linked } from "../../parts/linked.js";
import { Money } from "../../parts/money.js";
import { Moment, Time } from "../../parts/time.js";
import { Picture } from "../../parts/picture.js";
import { Timeline } from "../../parts/timeline.js";
import { t as draftWords } from "../market_draft/texts.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Market} Market */

const TEXTS = /** @type {const} */ (["description", "rules", "source", "fallback", "tie", "postponement"]);

/** @param {{ market: Market }} props */
export function Rules({ market }) {
  const said = TEXTS.filter((name) => name !== "description" || market.description);
  const steps = market.clarifications.nodes.map(({ text, at, by }) => ({ title: t("said", { name: by?.name ?? t("system") }), at, says: text }));
  return html`
    <section class="card"><h2>${t("rules")}</h2>
      <dl class="market-texts">${said.map((name) => html`<dt key=${`${name} name`}>${draftWords(name)}</dt><dd key=${name}>${market[name] ? html`<${Linked} text=${market[name]} />` : html`<span class="none">${t("unsaid")}</span>`}</dd>`)}</dl>
      ${steps.length ? html`<h3>${t("clarifications")}</h3><${Timeline} label=${t("clarifications")} steps=${steps} />` : null}
    </section>`;
}

/** @param {{ market: Market }} props */
export function Facts({ market }) {
  const { createdBy, carriesTo } = market;
  return html`
    <section class="card">
      ${market.picture ? html`<${Picture} key=${market.state === "DRAFT" ? market.picture : market.id} path=${market.picture} kind="picture" />` : null}
      <p class="fine amount-label">${t("inPool")}</p><p class="amount"><${Money} value=${market.pool} currency /></p>
      <dl class="facts">
        <dt>${t("stakes")}</dt><dd>${market.stakeCount.toLocaleString("en-GB")}</dd>
        <dt>${draftWords("closesAt")}</dt><dd><${Moment} at=${market.closesAt} /></dd>
        ${market.closedAt && market.closedAt !== market.closesAt ? html`<dt>${t("closedAt")}</dt><dd><${Moment} at=${market.closedAt} /></dd>` : null}
        <dt>${draftWords("resolveBy")}</dt><dd><${Moment} at=${market.resolveBy} /></dd>
        <dt>${draftWords("voidAfter")}</dt><dd><${Moment} at=${market.voidAfter} /></dd>
        <dt>${draftWords("timeZone")}</dt><dd>${market.timeZone || html`<span class="none">${t("unsaid")}</span>`}</dd>
        <dt>${t("fee")}</dt><dd>${percentShown(market.feeBps)}</dd>
        <dt>${t("limits")}</dt><dd><${Money} value=${market.leastStake} /> – <${Money} value=${market.mostStake} /></dd>
        <dt>${t("disputing")}</dt><dd>${lasting(market.disputeMinutes)}${market.largeDisputeMinutes === market.disputeMinutes ? null : html`; ${t("largeDisputing", { time: lasting(market.largeDisputeMinutes) })} <${Money} value=${market.largePool} />`}</dd>
        <dt>${draftWords("payoutMode")}</dt><dd>${draftWords(market.payoutMode)}</dd>
        <dt>${draftWords("mode")}</dt><dd>${draftWords(market.mode)}${market.mode === "TOTE" ? html` (<${Money} value=${market.toteTick} />)` : null}</dd>
        <dt>${draftWords("carriesTo")}</dt><dd>${carriesTo ? html`<a href=${`/markets/${carriesTo.id}`}>${carriesTo.title}</a>` : draftWords("back")}</dd>
        <dt>${t("written")}</dt><dd>${createdBy?.name ?? t("system")}, <${Time} at=${market.createdAt} /></dd>
        ${market.openedAt ? html`<dt>${t("opened")}</dt><dd><${Time} at=${market.openedAt} /></dd>` : null}
      </dl>
      ${market.termsDigest ? html`<p class="fine digest">${t("terms")}: SHA-256 ${market.termsDigest}</p>` : null}
    </section>`;
}
