// How phones may be asked for money: the pause switch of the business, and its limits.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { typedAmount } from "../../client/money.js";
import { act, refusal } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { Time } from "../../parts/time.js";
import { toast, told } from "../../parts/toast.js";
import { PAUSE_REQUESTS, RESUME_REQUESTS, SET_REQUEST_LIMITS } from "./operations.js";
import { t } from "./texts.js";

const SUMS = /** @type {const} */ (["transactionLimit", "customerDayLimit"]);
const COUNTS = /** @type {const} */ (["phoneMinute", "businessMinute", "businessDay"]);

/** @param {import("./page.js").Shown} props */
export function Asking({ of, again }) {
  const [open, setOpen] = useState("");
  const rules = of.requestRules;
  if (!rules) return null;
  const { pause } = rules;
  const close = () => setOpen("");
  async function resume() {
    await told(() => act(RESUME_REQUESTS, { input: { business: of.id } }), t("resumed"));
    await again();
  }
  return html`
    <section class="card">
      <header class="page-head"><h2>${t("asking")}</h2>
        <span class="end">${pause ? html`<${Chip} kind="warn">${t("isPaused")}<//>` : html`<${Chip} kind="good">${t("asks")}<//>`}</span></header>
      ${pause ? html`<p>${pause.reason} <small class="fine">${pause.by?.name ?? ""} <${Time} at=${pause.at} /></small></p>` : html`<p class="fine">${t("askingSays")}</p>`}
      <dl class="facts">
        ${SUMS.map((name) => html`<dt key=${name}>${t(name)}</dt><dd><${Money} value=${rules[name]} currency /></dd>`)}
        ${COUNTS.map((name) => html`<dt key=${name}>${t(name)}</dt><dd>${rules[name].toLocaleString("en-GB")}</dd>`)}
      </dl>
      <div class="actions">
        ${may("till.manage") ? pause
          ? html`<button type="button" onClick=${resume}>${t("resume")}</button>`
          : html`<button type="button" class="quiet" onClick=${() => setOpen("pause")}>${t("pause")}</button>` : null}
        ${may("business.manage") ? html`<button type="button" class="quiet" onClick=${() => setOpen("limits")}>${t("changeLimits")}</button>` : null}
      </div>
    </section>
    ${open === "pause" ? html`<${Pause} of=${of} again=${again} onClose=${close} />` : null}
    ${open === "limits" ? html`<${Limits} of=${of} again=${again} onClose=${close} />` : null}`;
}

/** @param {import("./page.js").Shown & { onClose: () => void }} props */
function Pause({ of, again, onClose }) {
  /** @param {Record<string, string>} values */
  async function send({ reason = "" }) {
    await act(PAUSE_REQUESTS, { input: { business: of.id, reason } });
    toast(t("paused"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("pause")} onClose=${onClose}>
      <p class="fine">${t("pauseSays")}</p>
      <${Form} label=${t("pause")} send=${t("pause")} onSend=${send} wide danger>
        <${Field} name="reason" label=${t("reason")} maxlength="200" required autofocus />
      <//>
    <//>`;
}

/** @param {import("./page.js").Shown & { onClose: () => void }} props */
function Limits({ of, again, onClose }) {
  const rules = of.requestRules;
  if (!rules) return null;
  /** @param {Record<string, string>} values */
  async function send(values) {
    const [transactionLimit, customerDayLimit] = SUMS.map((name) => {
      const amount = typedAmount(values[name] ?? "");
      if (amount === null) throw refusal("BAD_AMOUNT", t("badAmount"), [name]);
      return amount;
    });
    const [phoneMinute, businessMinute, businessDay] = COUNTS.map((name) => {
      const count = values[name] ?? "";
      if (!/^\d{1,9}$/.test(count)) throw refusal("BAD_LIMIT", t("badCount"), [name]);
      return +count;
    });
    await act(SET_REQUEST_LIMITS, { input: { business: of.id, transactionLimit, customerDayLimit, phoneMinute, businessMinute, businessDay } });
    toast(t("limitsSet"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("changeLimits")} onClose=${onClose}>
      <${Form} label=${t("changeLimits")} send=${t("save")} onSend=${send} wide>
        ${SUMS.map((name) => html`<${Field} key=${name} name=${name} label=${t(name)} inputmode="decimal" value=${rules[name]} required />`)}
        ${COUNTS.map((name) => html`<${Field} key=${name} name=${name} label=${t(name)} inputmode="numeric" value=${String(rules[name])} required />`)}
      <//>
    <//>`;
}
