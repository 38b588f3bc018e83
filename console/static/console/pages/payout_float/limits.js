// What a business lets be paid out; the owner changes it.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { bareAmount } from "../../client/money.js";
import { act } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { toast } from "../../parts/toast.js";
import { SET_LIMITS } from "./operations.js";
import { t } from "./texts.js";

const MONEY = /** @type {const} */ (["transactionLimit", "payeeDayLimit", "dayLimit", "batchLimit", "withdrawalLimit", "floatBuffer"]);

/** @param {{ business: string, rules: import("./page.js").Rules, again: () => Promise<void> }} props */
export function Limits({ business, rules, again }) {
  const [open, setOpen] = useState(false);
  /** @param {Record<string, string>} values */
  async function send(values) {
    const money = Object.fromEntries(MONEY.map((name) => [name, bareAmount(values[name] ?? "")]));
    await act(SET_LIMITS, { input: { business, ...money, coolingOffHours: +(values.coolingOffHours ?? "0"), tellsReceivers: values.tellsReceivers === "yes" } });
    toast(t("limitsSet"));
    setOpen(false);
    await again();
  }
  return html`
    <section class="card"><h2>${t("limits")}</h2>
      <dl class="facts">
        ${MONEY.map((name) => html`<dt key=${`${name} name`}>${t(name)}</dt><dd key=${name}><${Money} value=${rules[name]} /></dd>`)}
        <dt>${t("coolingOffHours")}</dt><dd>${rules.coolingOffHours}</dd>
        <dt>${t("tellsReceivers")}</dt><dd>${t(rules.tellsReceivers ? "yes" : "no")}</dd>
      </dl>
      ${may("payout.manage") ? html`<div class="actions"><button type="button" class="quiet" onClick=${() => setOpen(true)}>${t("change")}</button></div>` : null}
    </section>
    ${open ? html`<${Panel} title=${t("limits")} onClose=${() => setOpen(false)}>
      <${Form} label=${t("limits")} send=${t("set")} onSend=${send} wide>
        ${MONEY.map((name) => html`<${Field} key=${name} name=${name} label=${t(name)} value=${rules[name]} inputmode="decimal" autocomplete="off" required />`)}
        <${Field} name="coolingOffHours" label=${t("coolingOffHours")} value=${String(rules.coolingOffHours)} type="number" min="0" max="720" required />
        <${Field} name="tellsReceivers" label=${t("tellsReceivers")} hint=${t("tellsHint")} value=${rules.tellsReceivers ? "yes" : "no"} options=${[{ value: "no", label: t("no") }, { value: "yes", label: t("yes") }]} />
      <//>
    <//>` : null}`;
}
