// A new invoice for a customer: lines that grow as they are needed. It becomes a draft.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { typedAmount } from "../../client/money.js";
import { act, Refusal } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { CREATE_INVOICE } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ customer: string, onClose: () => void }} props `customer`: the id of who is billed */
export function NewInvoice({ customer, onClose }) {
  const [lines, setLines] = useState([0]);

  /** @param {Record<string, string>} values @param {string} key */
  async function create(values, key) {
    const input = { customer, idempotencyKey: key, dueOn: values.dueOn || null, lines: linesOf(values, lines.length) };
    const { invoice } = await act(CREATE_INVOICE, { input });
    if (!invoice) return;
    toast(t("made2", { number: invoice.number }));
    go(`/invoices/${invoice.id}`);
  }
  return html`
    <${Panel} title=${t("add")} onClose=${onClose}>
      <${Form} label=${t("add")} send=${t("create")} onSend=${create} wide
        extra=${html`<button type="button" class="quiet" onClick=${() => setLines([...lines, Math.max(...lines) + 1])}>${t("addLine")}</button>`}>
        ${lines.map((line, index) => html`
          <fieldset key=${line} class="line">
            <legend>${t("line", { number: index + 1 })}</legend>
            <${Field} name=${`lines.${index}.description`} label=${t("description")} maxlength="200" required autocomplete="off" />
            <${Field} name=${`lines.${index}.quantity`} label=${t("quantity")} inputmode="decimal" value="1" required />
            <${Field} name=${`lines.${index}.unitPrice`} label=${t("unitPrice")} inputmode="decimal" required />
            ${lines.length > 1 ? html`<button type="button" class="link" aria-label=${t("removeLine", { number: index + 1 })} onClick=${() => setLines(lines.filter((each) => each !== line))}>×</button>` : null}
          </fieldset>`)}
        <${Field} name="dueOn" label=${t("dueOnLabel")} type="date" />
      <//>
    <//>`;
}

/** The lines as the API takes them. Throws Refusal for prices that are none. @param {Record<string, string>} values @param {number} count */
function linesOf(values, count) {
  const faults = [];
  const lines = [];
  for (let index = 0; index < count; index += 1) {
    const [description = "", quantity = "", typed = ""] = ["description", "quantity", "unitPrice"].map((name) => values[`lines.${index}.${name}`]);
    const unitPrice = typedAmount(typed);
    if (unitPrice === null) faults.push({ code: "BAD_AMOUNT", field: ["lines", String(index), "unitPrice"], message: t("badPrice") });
    lines.push({ description, quantity: quantity.replace(",", "."), unitPrice: unitPrice ?? "" });
  }
  if (faults.length) throw new Refusal(faults);
  return lines;
}
