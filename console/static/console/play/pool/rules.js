// The rules as they were opened, in full: nothing of it changes any more.

import { html } from "../../vendor/htm-preact.js";
import { lasting } from "../../client/lasting.js";
import { shown } from "../../client/money.js";
import { Linked } from "../../parts/linked.js";
import { Moment } from "../../parts/time.js";
import { closedEarly } from "../state.js";
import { t } from "./texts.js";

/** @param {{ market: import("./page.js").Market }} props */
export function Rules({ market }) {
  const texts = /** @type {const} */ ([["rules", market.rules], ["source", market.source], ["fallback", market.fallback], ["tie", market.tie], ["postponement", market.postponement]]);
  const bps = market.feeBps;
  return html`
    <section class="card"><h2>${t("rulesTitle")}</h2>
      <dl class="rules">
        ${texts.map(([name, text]) => html`<dt key=${name}>${t(name)}</dt><dd><${Linked} text=${text} /></dd>`)}
        <dt>${t("times")}</dt>
        <dd>${t("closing")} <${Moment} at=${market.closesAt} />. ${closedEarly(market) ? html`${t("closedByHand")} <${Moment} at=${market.closedAt} />. ` : null}${t("resultBy")} <${Moment} at=${market.resolveBy} />. ${t("voidAfter")} <${Moment} at=${market.voidAfter} />. ${t("zone", { zone: market.timeZone })}</dd>
        <dt>${t("fee")}</dt><dd>${t("feeSays", { fee: `${Math.floor(bps / 100)}.${String(bps % 100).padStart(2, "0")}` })}</dd>
        <dt>${t("share")}</dt><dd>${t(market.mode === "TOTE" ? "tote" : "parimutuel", { tick: shown(market.toteTick) })} ${t(market.payoutMode === "MPESA" ? "byMpesa" : "byWallet")}</dd>
        <dt>${t("nobody")}</dt><dd>${market.carriesTo ? html`${t("carried")} <a href=${`/play/markets/${market.carriesTo.id}`}>${market.carriesTo.title}</a>` : t("refunded")}</dd>
        <dt>${t("disputes")}</dt><dd>${t(market.largeDisputeMinutes === market.disputeMinutes ? "disputesSay" : "disputesSayLarge", { time: lasting(market.disputeMinutes), large: lasting(market.largeDisputeMinutes), pool: shown(market.largePool) })}</dd>
      </dl>
      ${market.termsDigest ? html`<p class="fine">${t("digest")} <code class="digest">${market.termsDigest}</code></p>` : null}
    </section>`;
}
