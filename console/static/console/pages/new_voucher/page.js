// A voucher is written: what it is for, its lines, and what will happen when it is sent.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { longDay, shortDay, today } from "../../client/clock.js";
import { cents, isZero, shown } from "../../client/money.js";
import { act } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { confirm } from "../../parts/confirm.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { chartOf, limitOf, within } from "./around.js";
import { WritingPage } from "./begin.js";
import { Lines } from "./lines.js";
import { POST_VOUCHER } from "./operations.js";
import { t } from "./texts.js";
import { inputOf, linesFrom, namesOf, newLine, sumsOf } from "./written.js";

/** @typedef {Operations["WritingVoucher"]["data"]} Around */

export const styles = ["/static/console/pages/new_voucher/new_voucher.css"];

export function Page() {
  return html`<${WritingPage} title=${t("title")} back=${{ href: "/vouchers", text: t("back") }} Writing=${Writing} />`;
}

/** @param {{ around: Around, template: import("./begin.js").Template | null }} props */
function Writing({ around, template }) {
  const [lines, setLines] = useState(() => (template ? linesFrom(template.all) : [newLine(), newLine()]));
  const chart = chartOf(around);
  const closed = around.periods.nodes[0]?.lastDay;
  const limit = limitOf(around);
  const { debit, credit } = sumsOf(lines);
  const sum = cents(debit) > cents(credit) ? debit : credit;
  const alone = within(sum, limit);

  /** @param {Record<string, string>} values @param {string} key */
  async function send({ day = "", description = "", comment = "" }, key) {
    const input = { business: business.value?.id ?? "", day, description, comment, lines: inputOf(lines, chart), idempotencyKey: key };
    const facts = { amount: shown(sum), day: longDay(day), count: input.lines.length };
    const says = html`<p>${t("confirmSays", facts)}</p><p class="fine">${t(alone ? "aloneSays" : "approvedSays")}</p>`;
    if (!(await confirm({ title: t(alone ? "confirmPost" : "confirmAsk"), says, verb: t(alone ? "post" : "ask") }))) return;
    const { voucher } = await act(POST_VOUCHER, { input });
    if (!voucher) return;
    toast(t(voucher.state === "POSTED" ? "posted" : "asked"));
    go(`/vouchers/${voucher.id}`);
  }
  const names = Object.fromEntries(namesOf(lines).map((name) => [name, `${name}.debit`]));
  return html`
    <section class="card">
      <${Form} kind="voucher-form" label=${t("title")} send=${t(alone ? "post" : "ask")} names=${names} onSend=${send}
        extra=${html`<${Next} sum=${sum} limit=${limit} alone=${alone} />`}>
        <${Field} name="day" label=${t("day")} type="date" value=${today()} max=${today()} min=${closed ? after(closed) : null}
          hint=${closed ? t("closedUntil", { day: shortDay(closed) }) : null} required />
        <${Field} name="description" label=${t("description")} hint=${t("descriptionHint")} maxlength="200" value=${template?.description ?? ""} required autofocus autocomplete="off" />
        <${Lines} lines=${lines} onLines=${setLines} chart=${chart} />
        ${alone ? null : html`<div class="wide"><${Field} name="comment" label=${t("comment")} hint=${t("commentHint")} rows=${2} maxlength="500" /></div>`}
      <//>
    </section>`;
}

/** What happens when it is sent. @param {{ sum: string, limit: string, alone: boolean }} props */
function Next({ sum, limit, alone }) {
  const says = isZero(sum) ? "" : alone ? t("nextAlone", { limit: shown(limit) }) : isZero(limit) ? t("nextAlways") : t("nextApproved", { limit: shown(limit) });
  return html`<p class="fine next" aria-live="polite">${says}</p>`;
}

/** The day after another. @param {string} day "2026-10-31" */
function after(day) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
