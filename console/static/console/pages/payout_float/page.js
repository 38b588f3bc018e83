// What each till holds against what it is to pay, what the business lets be paid out, and the kill switch.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useGathered, useQuery } from "../../client/live.js";
import { cents, decimal } from "../../client/money.js";
import { act } from "../../client/query.js";
import { useNews } from "../../frame/news.js";
import { business, may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Time } from "../../parts/time.js";
import { told } from "../../parts/toast.js";
import { Paused } from "../payouts/banner.js";
import { SaidBy } from "../payouts/holds.js";
import { Tabs } from "../payouts/tabs.js";
import { t as words } from "../payouts/texts.js";
import { Limits } from "./limits.js";
import { PAYOUT_FLOAT, RESUME_LINE } from "./operations.js";
import { Switch } from "./switch.js";
import { t } from "./texts.js";

/** @typedef {Operations["PayoutFloat"]["data"]} Data */
/** @typedef {Data["payoutBoard"]["forecasts"][number]} Forecast */
/** @typedef {NonNullable<Extract<NonNullable<Data["node"]>, { payoutRules: any }>["payoutRules"]>} Rules */

export function Page() {
  const here = business.value;
  const known = useQuery(PAYOUT_FLOAT, here && { business: here.id });
  useNews(/^payout\.changed$/, useGathered(known.again, 2_000));
  return html`
    <div class="page-head"><h1>${words("float")}</h1><p class="fine">${t("says")}</p></div>
    <${Tabs} />
    <${Reading} known=${known} rows=${8}>
      ${(/** @type {Data} */ { payoutBoard, node }) => {
        const rules = node && "payoutRules" in node ? node.payoutRules : null;
        return html`
          <${Paused} pause=${rules?.pause} />
          ${payoutBoard.forecasts.map((row) => html`<${Till} key=${row.till.id + row.way} row=${row} again=${known.again} />`)}
          ${payoutBoard.forecasts.length ? null : html`<${Empty} title=${t("noTill")}>${t("noTillSays")}<//>`}
          ${rules && here ? html`<div class="columns"><${Switch} business=${here.id} pause=${rules.pause} again=${known.again} /><${Limits} business=${here.id} rules=${rules} again=${known.again} /></div>` : null}`;
      }}
    <//>`;
}

/** @param {{ row: Forecast, again: () => Promise<void> }} props */
function Till({ row, again }) {
  const [busy, setBusy] = useState(false);
  const { till, left } = row;
  const line = row.way === "B2C" ? till.payoutLine : till.businessPayoutLine;
  const missing = cents(left) < 0n;
  async function resume() {
    setBusy(true);
    await told(() => act(RESUME_LINE, { input: { till: till.id } }), t("lineResumed"));
    await again();
    setBusy(false);
  }
  return html`
    <section class="card" aria-label=${`${till.name}: ${t(row.way)}`}>
      <header class="page-head"><h2><a href=${`/settings/tills/${till.id}`}>${till.name}</a> (${till.shortcode}): ${t(row.way)}</h2>
        <span class="end">${line?.stoppedAt ? html`<${Chip} kind="bad">${t("stopped")}<//>` : missing || line?.shortSince ? html`<${Chip} kind="warn">${t("short")}<//>` : html`<${Chip} kind="good">${t("enough")}<//>`}</span></header>
      ${line?.stoppedAt ? html`<div class="note bad"><p>${t("stoppedSays", { code: line.stoppedCode })} <small><${Time} at=${line.stoppedAt} /></small></p>
        ${may("payout.manage") ? html`<button type="button" class="quiet" disabled=${busy} onClick=${resume}>${t("resumeLine")}</button>` : null}</div>` : null}
      ${missing ? html`<div class="note warn"><p>${t("missing")} <${Money} value=${decimal(-cents(left))} currency />. ${t("missingSays")}</p></div>` : null}
      <dl class="facts">
        <dt>${t("holds")}</dt><dd><${Money} value=${row.holds} /> <${SaidBy} row=${row} /></dd>
        <dt>${counted("waiting", row.waiting.count)}</dt><dd><${Money} value=${decimal(-cents(row.waiting.amount))} /></dd>
        <dt>${t("fees")}</dt><dd><${Money} value=${decimal(-cents(row.fees))} /></dd>
        <dt>${t("buffer")}</dt><dd><${Money} value=${decimal(-cents(row.buffer))} /></dd>
        <dt><b>${t("left")}</b></dt><dd><b><${Money} value=${left} /></b></dd>
        <dt>${counted("onTheWay", row.onTheWay.count)}</dt><dd><${Money} value=${row.onTheWay.amount} /> <small class="fine">${t("taken")}</small></dd>
        ${row.held.count ? html`<dt>${counted("held", row.held.count)}</dt><dd><${Money} value=${row.held.amount} /> <small class="fine">${t("notTaken")}</small></dd>` : null}
      </dl>
    </section>`;
}

/** @param {"waiting" | "onTheWay" | "held"} name @param {number} count */
function counted(name, count) {
  return `${t(name)} (${count.toLocaleString("en-GB")})`;
}
