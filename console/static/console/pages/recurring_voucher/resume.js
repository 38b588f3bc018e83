// Goes on with a recurring voucher that was paused: with the days that were missed, or from a day on.

import { html } from "../../vendor/htm-preact.js";
import { longDay } from "../../client/clock.js";
import { act } from "../../client/query.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { RESUME } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ recurring: import("./page.js").Recurring, onClose: () => void, again: () => Promise<void> }} props */
export function Resume({ recurring, onClose, again }) {
  /** @param {Record<string, string>} values */
  async function resume({ skipUntil = "" }) {
    await act(RESUME, { input: { recurringVoucher: recurring.id, skipUntil: skipUntil || null } });
    toast(t("resumed"));
    onClose();
    await again();
  }
  const missed = recurring.dueTimes;
  return html`
    <${Panel} title=${t("resumeTitle")} onClose=${onClose}>
      <p class="fine">${missed ? t("missed", { count: missed, day: longDay(recurring.nextOn) }) : t("noneMissed", { day: longDay(recurring.nextOn) })}</p>
      <${Form} label=${t("resumeTitle")} send=${t("resume")} onSend=${resume} wide>
        <${Field} name="skipUntil" label=${t("skipUntil")} hint=${t("skipHint")} type="date" min=${recurring.nextOn} autofocus />
      <//>
    <//>`;
}
