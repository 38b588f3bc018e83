// No shift is open: at which drawer, and what is in it.

import { html } from "../../vendor/htm-preact.js";
import { act } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { Field, Form } from "../../parts/form.js";
import { Empty } from "../../parts/states.js";
import { amountOrZero } from "./counting.js";
import { OPEN_SHIFT } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ registers: { id: string, name: string }[], again: () => Promise<void> }} props */
export function Opening({ registers, again }) {
  /** @param {Record<string, string>} values @param {string} key */
  async function open({ register = "", counted = "" }, key) {
    await act(OPEN_SHIFT, { input: { register, counted: amountOrZero(counted, "counted"), idempotencyKey: key } });
    await again();
  }
  if (!registers.length) {
    const action = may("ledger.write") ? html`<a class="button" href="/shifts">${t("toRegisters")}</a>` : null;
    return html`<div class="page-head"><h1>${t("openShift")}</h1></div><${Empty} title=${t("noRegister")} action=${action}>${t("noRegisterSays")}<//>`;
  }
  return html`
    <section class="card">
      <h1>${t("openShift")}</h1><p class="fine">${t("openSays")}</p>
      <${Form} label=${t("openShift")} send=${t("openShift")} onSend=${open} wide>
        <${Field} name="register" label=${t("register")} options=${registers.map(({ id, name }) => ({ value: id, label: name }))} />
        <${Field} name="counted" label=${t("float")} inputmode="decimal" required autocomplete="off" />
      <//>
    </section>`;
}
