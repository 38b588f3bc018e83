// A batch, or one payout, is to be paid again on days to come.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { longDay, today } from "../../client/clock.js";
import { act } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { nthDay } from "../recurring/dates.js";
import { CREATE_SCHEDULE } from "./operations.js";
import { t } from "./texts.js";

/** So many of its days are shown. */
const SHOWN = 3;

/** @param {{ what: { batch: string } | { payout: string }, name: string, onClose: () => void }} props */
export function Plan({ what, name, onClose }) {
  const [plan, setPlan] = useState({ frequency: "MONTHLY", every: "1", firstOn: today(), times: "12", lastOn: "" });
  /** @param {keyof typeof plan} field */
  const listen = (field) => ({ value: plan[field], onInput: (/** @type {any} */ event) => setPlan({ ...plan, [field]: event.target.value }) });
  const frequency = plan.frequency === "WEEKLY" ? "WEEKLY" : "MONTHLY";
  const every = +plan.every || 1;

  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send({ name: called = "", comment = "" }, idempotencyKey) {
    const ends = plan.lastOn ? { lastOn: plan.lastOn } : { times: +plan.times || null };
    const { payoutSchedule } = await act(CREATE_SCHEDULE, { input: { ...what, name: called, frequency, every, firstOn: plan.firstOn, ...ends, comment, idempotencyKey } });
    toast(t("asked"));
    if (payoutSchedule) go(`/payouts/schedules/${payoutSchedule.id}`);
  }
  return html`
    <${Panel} title=${t("SCHEDULE")} onClose=${onClose}>
      <p>${t("newSays")}</p>
      <${Form} label=${t("SCHEDULE")} send=${t("ask")} onSend=${send} wide>
        <${Field} name="name" label=${t("name")} value=${name} maxlength="100" required autofocus />
        <${Field} name="frequency" label=${t("in")} options=${[{ value: "MONTHLY", label: t("MONTHS") }, { value: "WEEKLY", label: t("WEEKS") }]} ...${listen("frequency")} />
        <${Field} name="every" label=${t("every")} type="number" min="1" max="52" required ...${listen("every")} />
        <${Field} name="firstOn" label=${t("firstOn")} type="date" min=${today()} required ...${listen("firstOn")} />
        <${Field} name="times" label=${t("times")} hint=${t("timesHint")} type="number" min="1" max="106" ...${listen("times")} />
        <${Field} name="lastOn" label=${t("lastOn")} hint=${t("lastHint")} type="date" min=${plan.firstOn} ...${listen("lastOn")} />
        <p class="fine">${plan.firstOn ? t("days", { days: daysOf({ ...plan, frequency, every }).map(longDay).join(" · ") }) : ""}</p>
        <${Field} name="comment" label=${t("comment")} rows=${2} maxlength="500" />
      <//>
    <//>`;
}

/** Its first days. @param {{ firstOn: string, frequency: "WEEKLY" | "MONTHLY", every: number, times: string, lastOn: string }} plan */
function daysOf({ firstOn, frequency, every, times, lastOn }) {
  const most = lastOn ? SHOWN : Math.min(SHOWN, +times || SHOWN);
  const days = Array.from({ length: most }, (_, index) => nthDay({ firstOn, frequency }, index * every));
  return days.filter((day) => !lastOn || day <= lastOn);
}
