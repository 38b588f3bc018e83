// A payment that came another way than by M-Pesa, for an invoice or for whatever a customer owes.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { today } from "../../client/clock.js";
import { isZero, shown, typedAmount } from "../../client/money.js";
import { act, refusal } from "../../client/query.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { RECORDED, STAYS } from "./kinds.js";
import { RECORD_PAYMENT } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {(typeof RECORDED)[number]} Kind */

/** @param {{ customer: string, invoice?: { id: string, number: string, serialNumber: string, due: string } | null, again: () => Promise<void>, onClose: () => void }} props */
export function RecordPayment({ customer, invoice = null, again, onClose }) {
  const [kind, setKind] = useState(/** @type {Kind} */ ("CASH"));
  const kinds = invoice ? RECORDED : RECORDED.filter((each) => !STAYS.includes(each));

  /** @param {Record<string, string>} values @param {string} key */
  async function send(values, key) {
    const amount = typedAmount(values.amount ?? "");
    if (amount === null) throw refusal("BAD_AMOUNT", t("badAmount"), ["amount"]);
    const { receivedOn = "", reference = "", note = "" } = values;
    const input = { customer, invoice: invoice?.id ?? null, kind, amount, receivedOn, reference, note, idempotencyKey: key };
    const { customerPayment: made } = await act(RECORD_PAYMENT, { input });
    toast(made && !isZero(made.left) ? t("recordedWithCredit", { left: shown(made.left) }) : t("recorded"));
    onClose();
    await again();
  }
  const title = invoice ? t("titleFor", { number: invoice.serialNumber }) : t("title");
  return html`
    <${Panel} title=${title} onClose=${onClose}>
      <p class="fine">${STAYS.includes(kind) ? t("withheldSays") : invoice ? t("invoiceSays") : t("customerSays")}</p>
      <${Form} label=${title} send=${t("record")} onSend=${send} wide>
        <${Field} name="kind" label=${t("kind")} value=${kind} options=${kinds.map((value) => ({ value, label: t(value) }))}
          onChange=${(/** @type {any} */ event) => setKind(event.target.value)} />
        <${Field} name="amount" label=${t("amount")} inputmode="decimal" value=${invoice && !STAYS.includes(kind) ? invoice.due : ""} required autocomplete="off" />
        ${kind === "CASH" ? null : html`<${Field} key=${kind} name="reference" label=${t(/** @type {"reference_CHEQUE"} */ (`reference_${kind}`))} maxlength="60" required autocomplete="off" />`}
        <${Field} name="receivedOn" label=${t("receivedOn")} type="date" value=${today()} max=${today()} required />
        <${Field} name="note" label=${t("note")} maxlength="200" autocomplete="off" />
      <//>
    <//>`;
}
