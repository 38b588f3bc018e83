// A recurring voucher is set up: its lines, its days, and what is posted at once.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { longDay, today } from "../../client/clock.js";
import { cents, decimal, isZero, shown } from "../../client/money.js";
import { act } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { confirm } from "../../parts/confirm.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { chartOf, limitOf, within } from "../new_voucher/around.js";
import { WritingPage } from "../new_voucher/begin.js";
import { Lines } from "../new_voucher/lines.js";
import { inputOf, linesFrom, namesOf, newLine, sumsOf } from "../new_voucher/written.js";
import { daysFrom, timesCounted, timesUntil } from "../recurring/dates.js";
import { t } from "./texts.js";
import { CREATE_RECURRING } from "./operations.js";

/** @typedef {Operations["WritingVoucher"]["data"]} Around */
/** @typedef {import("../recurring/dates.js").Plan} Plan */

export const styles = ["/static/console/pages/new_voucher/new_voucher.css"];

export function Page() {
  return html`<${WritingPage} title=${t("title")} back=${{ href: "/vouchers/recurring", text: t("back") }} Writing=${Writing} />`;
}

/** @param {{ around: Around, template: import("../new_voucher/begin.js").Template | null }} props */
function Writing({ around, template }) {
  const [lines, setLines] = useState(() => (template ? linesFrom(template.all) : [newLine(), newLine()]));
  const [plan, setPlan] = useState(/** @type {Plan} */ ({ firstOn: today(), lastOn: null, frequency: "MONTHLY" }));
  const chart = chartOf(around);
  const { debit } = sumsOf(lines);
  const due = plan.firstOn ? timesUntil(plan, today()) : 0;
  const counted = decimal(cents(debit) * BigInt(plan.firstOn ? timesCounted(plan, today()) : 1));
  const alone = within(counted, limitOf(around));

  /** @param {string} name */
  const listen = (name) => ({ value: plan[/** @type {keyof Plan} */ (name)] ?? "", onInput: (/** @type {any} */ event) => setPlan({ ...plan, [name]: event.target.value || (name === "lastOn" ? null : "") }) });

  /** @param {Record<string, string>} values @param {string} key */
  async function send({ name = "", description = "" }, key) {
    const input = { business: business.value?.id ?? "", name, description, ...plan, lines: inputOf(lines, chart), idempotencyKey: key };
    const says = html`<p>${t("confirmSays", { amount: shown(debit), day: longDay(plan.firstOn) })}</p><p class="fine">${due ? t("atOnce", { count: due }) : ""} ${t(alone ? "aloneSays" : "approvedSays")}</p>`;
    if (!(await confirm({ title: t("confirmTitle", { name }), says, verb: t(alone ? "begin" : "ask") }))) return;
    const { recurringVoucher } = await act(CREATE_RECURRING, { input });
    if (!recurringVoucher) return;
    toast(t(recurringVoucher.state === "PENDING" ? "asked" : "begun"));
    go(`/vouchers/recurring/${recurringVoucher.id}`);
  }
  const names = Object.fromEntries(namesOf(lines).map((name) => [name, `${name}.debit`]));
  const days = plan.firstOn ? daysFrom(plan, plan.firstOn, 3) : [];
  return html`
    <section class="card">
      <${Form} kind="voucher-form halves" label=${t("title")} send=${t(alone ? "begin" : "ask")} names=${names} onSend=${send}
        extra=${html`<p class="fine next" aria-live="polite">${isZero(debit) ? "" : `${due ? t("atOnce", { count: due }) : ""} ${t(alone ? "aloneSays" : "approvedSays")}`}</p>`}>
        <${Field} name="name" label=${t("name")} hint=${t("nameHint")} value=${template?.name ?? ""} maxlength="120" required autofocus autocomplete="off" />
        <${Field} name="description" label=${t("description")} hint=${t("descriptionHint")} value=${template?.description ?? ""} maxlength="200" required autocomplete="off" />
        <div class="wide plan">
          <${Field} name="frequency" label=${t("frequency")} options=${[{ value: "MONTHLY", label: t("MONTHLY") }, { value: "WEEKLY", label: t("WEEKLY") }]} ...${listen("frequency")} />
          <${Field} name="firstOn" label=${t("firstOn")} type="date" required ...${listen("firstOn")} />
          <${Field} name="lastOn" label=${t("lastOn")} type="date" min=${plan.firstOn} ...${listen("lastOn")} />
          <p class="fine days">${days.length ? t("days", { days: days.map(longDay).join(" · ") }) : ""}${days.length === 3 ? " …" : ""}</p>
        </div>
        <${Lines} lines=${lines} onLines=${setLines} chart=${chart} />
      <//>
    </section>`;
}
