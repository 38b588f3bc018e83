// Asking a phone for money.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { act, refusal } from "../../client/query.js";
import { shown, typedAmount } from "../../client/money.js";
import { business, may } from "../../frame/session.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { OPEN_BILLS, REQUEST_PAYMENT } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["Today"]["data"]} Data */

/** @param {{ tills: Data["tills"]["nodes"], onAsked: () => void }} props */
export function AskForPayment({ tills, onAsked }) {
  // Which bills are open is asked when somebody comes to the field that suggests them.
  const [wanted, setWanted] = useState(false);
  const here = business.value;
  const bills = useQuery(OPEN_BILLS, wanted && here && may("billing.read") ? { business: here.id } : null);
  const options = tills.map(({ id, name, kind, shortcode }) => ({ value: id, label: `${name} · ${kind === "TILL" ? "till" : "PayBill"} ${shortcode}` }));
  const suggestions = (bills.data?.invoices.nodes ?? []).map(({ number, due, customer }) => ({ value: number, label: `${customer.name}, ${shown(due)}` }));

  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send(values, idempotencyKey) {
    const { till = "", phone = "", accountReference = "" } = values;
    const amount = typedAmount(values.amount ?? "");
    if (amount === null) throw refusal("BAD_AMOUNT", t("badAmount"), ["amount"]);
    const input = { till, phone: phone.trim(), amount, accountReference: accountReference.trim(), idempotencyKey };
    await act(REQUEST_PAYMENT, { input });
    toast(t("asked", { amount: shown(amount) }));
    onAsked();
  }

  return html`
    <section class="card" aria-labelledby="ask-title">
      <h2 id="ask-title">${t("ask")}</h2>
      <${Form} label=${t("ask")} send=${t("askVerb")} onSend=${send} clear wide>
        <${Field} name="phone" label=${t("phone")} type="tel" inputmode="tel" autocomplete="off" placeholder="0712 345 678" required />
        <${Field} name="amount" label=${t("amountKes")} inputmode="decimal" autocomplete="off" placeholder="2,000" required />
        <${Field} name="accountReference" label=${t("reference")} maxlength="12" autocomplete="off" suggestions=${suggestions} onFocus=${() => setWanted(true)} required />
        ${options.length === 1
          ? html`<input type="hidden" name="till" value=${options[0]?.value} />`
          : html`<${Field} name="till" label=${t("till")} options=${options} required />`}
      <//>
    </section>`;
}
