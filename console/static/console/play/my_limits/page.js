// Limits of one's own, and a break: one tap away from every page.

import { html } from "../../vendor/htm-preact.js";
import { useQuery } from "../../client/live.js";
import { percent, shown, typedAmount } from "../../client/money.js";
import { act, refusal } from "../../client/query.js";
import { confirm } from "../../parts/confirm.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { Reading } from "../../parts/states.js";
import { Moment } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { here } from "../who.js";
import { EXCLUDE_SELF, MY_STAKING, SET_LIMIT } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["PlayLimits"]["data"]["myStaking"]} Mine */

const BREAKS = /** @type {const} */ (["1", "7", "30", "180", "365", "good"]);
const PERIODS = /** @type {const} */ (["DAY", "WEEK", "MONTH"]);

export function Page() {
  const where = here.value?.id ?? "";
  const known = useQuery(MY_STAKING, where ? { business: where } : null);
  return html`
    <div class="page-head"><h1>${t("title")}</h1></div>
    <${Reading} known=${known} rows=${6}>
      ${(/** @type {Operations["PlayLimits"]["data"]} */ { myStaking }) => html`
        ${myStaking.exclusion ? html`<div class="note warn" role="status"><p>${myStaking.exclusion.untilAt ? html`${t("outUntil")} <${Moment} at=${myStaking.exclusion.untilAt} />.` : t("outForGood")} ${t("outSays")} <a href="/play/wallet">${t("toWallet")}</a></p></div>` : null}
        <div class="columns">
          <${Limits} mine=${myStaking} where=${where} again=${known.again} />
          <${Break} kept=${myStaking.exclusion} where=${where} again=${known.again} />
        </div>`}
    <//>`;
}

/** @param {{ mine: Mine, where: string, again: () => Promise<void> }} props */
function Limits({ mine, where, again }) {
  /** @param {Record<string, string>} values */
  async function send({ period = "DAY", amount: typed = "" }) {
    const amount = typed.trim() ? typedAmount(typed) : null;
    if (typed.trim() && !amount) throw refusal("BAD_AMOUNT", t("badAmount"), ["amount"]);
    if (!amount && !(await confirm({ title: t("noLimitSure", { period: t(/** @type {"DAY"} */ (period)) }), says: t("noLimitSays"), verb: t("noLimitDo"), danger: true }))) return;
    const { stakeLimit } = await act(SET_LIMIT, { input: { business: where, period: /** @type {typeof PERIODS[number]} */ (period), amount } });
    const later = stakeLimit && Date.parse(stakeLimit.fromAt) > Date.now();
    toast(t(later ? "setLater" : "set"));
    await again();
  }
  return html`
    <section class="card"><h2>${t("limits")}</h2><p class="fine">${t("limitsSay")}</p>
      <ul class="lines" id="limits">${mine.limits.map((each) => html`
        <li key=${each.period} class="limit"><div><b>${t(each.period)}</b><br /><small>${t("staked")} <${Money} value=${each.staked} />${each.left ? html`, ${t("left")} <${Money} value=${each.left} />` : null}</small>
            ${each.amount ? html`<meter min="0" max="100" value=${percent(each.staked, each.amount)} aria-label=${t(each.period)}></meter>` : null}</div>
          <b class="end">${each.amount ? html`<${Money} value=${each.amount} currency />` : t("none")}</b></li>`)}</ul>
      ${mine.coming.map((each) => html`<p class="note" key=${each.period}>${t("coming", { period: t(each.period), amount: each.amount ? `KES ${shown(each.amount)}` : t("none") })} <${Moment} at=${each.fromAt} /></p>`)}
      <${Form} label=${t("change")} send=${t("change")} onSend=${send} clear wide>
        <${Field} name="period" label=${t("period")} options=${PERIODS.map((value) => ({ value, label: t(value) }))} />
        <${Field} name="amount" label=${t("most")} hint=${t("mostHint")} inputmode="decimal" autocomplete="off" />
      <//>
    </section>`;
}

/** @param {{ kept: Mine["exclusion"], where: string, again: () => Promise<void> }} props */
function Break({ kept, where, again }) {
  if (kept && !kept.untilAt) return null;
  /** @param {Record<string, string>} values */
  async function send({ days = "7" }) {
    const name = t(/** @type {"b7"} */ (`b${days}`));
    if (!(await confirm({ title: t("breakSure", { days: name }), says: t("breakSureSays"), verb: t("breakDo"), danger: true }))) return;
    await act(EXCLUDE_SELF, { input: days === "good" ? { business: where, forGood: true } : { business: where, forDays: +days, forGood: false } });
    toast(t("breakDone"));
    await again();
  }
  return html`
    <section class="card"><h2>${t("break")}</h2><p class="fine">${t("breakSays")}</p>${kept ? html`<p class="note">${t("breakRuns")}</p>` : null}
      <${Form} label=${t("break")} send=${t("breakDo")} onSend=${send} danger wide>
        <${Field} name="days" label=${t("howLong")} value="7" options=${BREAKS.map((value) => ({ value, label: t(/** @type {"b7"} */ (`b${value}`)) }))} />
      <//>
    </section>`;
}
