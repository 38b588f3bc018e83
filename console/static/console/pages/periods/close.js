// The next period: whether it can be closed, and closing it.

import { html } from "../../vendor/htm-preact.js";
import { longDay, today } from "../../client/clock.js";
import { act } from "../../client/query.js";
import { business, may } from "../../frame/session.js";
import { confirm } from "../../parts/confirm.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { Checks, hard } from "./checks.js";
import { daysOf } from "./days.js";
import { CLOSE_PERIOD } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ next: Operations["Periods"]["data"]["nextPeriod"], again: () => Promise<void> }} props */
export function Close({ next, again }) {
  const over = next.lastDay < today();
  const keeps = hard(next.checks).length > 0;
  const held = next.checks.some(({ name, holds }) => ["suspense", "float_arrived"].includes(name) && !holds);

  /** @param {Record<string, string>} values */
  async function close({ lastDay = "", comment = "" }) {
    const title = t("closeTitle", { days: daysOf({ firstDay: next.firstDay, lastDay }) });
    if (!(await confirm({ title, says: t("closeSays"), verb: t("close") }))) return;
    await act(CLOSE_PERIOD, { input: { business: business.value?.id ?? "", lastDay, comment } });
    toast(t("closed", { day: longDay(lastDay) }));
    await again();
  }
  const form = html`
    <${Form} label=${t("closeLabel")} send=${t("close")} onSend=${close} wide>
      <${Field} name="lastDay" label=${t("lastDay")} type="date" value=${over ? next.lastDay : ""} min=${next.firstDay} hint=${t("lastDayHint")} required />
      <${Field} name="comment" label=${t("comment")} hint=${t(held ? "commentHeld" : "commentHint")} rows=${2} maxlength="500" required=${held} />
    <//>`;
  return html`
    <section class="card"><h2>${t("next")}: ${daysOf(next)}</h2>
      <div class="columns">
        <${Checks} checks=${next.checks} />
        ${may("period.close") ? html`<div>
          ${keeps ? html`<p class="note bad">${t("keeps")}</p>` : null}
          ${over ? form : html`<p class="fine">${t("notOver", { day: longDay(next.lastDay) })}</p>${next.firstDay < today() ? html`<details><summary>${t("earlier")}</summary>${form}</details>` : null}`}
        </div>` : html`<p class="fine">${t("whoCloses")}</p>`}
      </div>
    </section>`;
}
