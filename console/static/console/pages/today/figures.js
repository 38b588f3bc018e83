// Three figures: in, waiting, in Suspense.

import { html } from "../../vendor/htm-preact.js";
import { clockShown } from "../../client/clock.js";
import { cents, decimal, isZero } from "../../client/money.js";
import { found } from "../../frame/router.js";
import { Money } from "../../parts/money.js";
import { t } from "./texts.js";

/** @param {{ today: Operations["Today"]["data"]["today"] }} props */
export function Figures({ today }) {
  const { received, yesterdayByNow, waiting, inSuspense } = today;
  return html`
    <section class="figures" aria-label=${t("figures", { time: clockShown(today.at).slice(0, 5) })}>
      <${Figure} title=${t("received")} figure=${received} says=${counted("payments", received.count)}>
        <${Against} now=${received.amount} before=${yesterdayByNow.amount} />
      <//>
      <${Figure} title=${t("waiting")} figure=${waiting} says=${waiting.count ? counted("requests", waiting.count) : t("noneWaits")} />
      <${Figure} title=${t("suspense")} figure=${inSuspense} kind=${inSuspense.count ? "warn" : null}
        says=${inSuspense.count ? counted("payments", inSuspense.count) : t("allPlaced")}>
        ${inSuspense.count && found("/suspense") ? html`<a href="/suspense">${t("whose")}</a>` : null}
      <//>
    </section>`;
}

/** @param {{ title: string, figure: { amount: string }, says: string, kind?: string | null, children?: any }} props */
function Figure({ title, figure, says, kind, children }) {
  return html`
    <div class="figure" data-kind=${kind}>
      <h2>${title}</h2>
      <p class="amount"><${Money} value=${figure.amount} /></p>
      <p class="fine">${says} ${children}</p>
    </div>`;
}

/** How much more or less than yesterday at this hour. @param {{ now: string, before: string }} props */
function Against({ now, before }) {
  if (isZero(before)) return html`<span>· ${t("noneYesterday")}</span>`;
  const difference = cents(now) - cents(before);
  const size = html`<${Money} value=${decimal(difference < 0n ? -difference : difference)} />`;
  return html`<span class=${difference < 0n ? "less" : "more"}>· ${difference < 0n ? "▼" : "▲"} ${size} ${t(difference < 0n ? "less" : "more")}</span>`;
}

/** @param {"payments" | "requests"} what @param {number} count */
function counted(what, count) {
  return t(count === 1 ? (what === "payments" ? "onePayment" : "oneRequest") : what, { count: count.toLocaleString("en-GB") });
}
