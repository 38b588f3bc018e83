// A credit note: of all that is left, of an amount, or of lines; and what will happen by it.

import { html } from "../../vendor/htm-preact.js";
import { useRef, useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { cents, decimal, shown, typedAmount } from "../../client/money.js";
import { act, refusal, Refusal } from "../../client/query.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Loading } from "../../parts/states.js";
import { toast } from "../../parts/toast.js";
import { CREDIT_INVOICE, WHAT_IS_LEFT } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {{ position: number, description: string, left: string }} Left */

/** @param {{ invoice: import("./page.js").Invoice, again: () => Promise<void>, onClose: () => void }} props */
export function CreditInvoice({ invoice, again, onClose }) {
  const known = useQuery(WHAT_IS_LEFT, { id: invoice.id });
  const [way, setWay] = useState("WHOLE");
  const [amount, setAmount] = useState(/** @type {string | null} */ (null));
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const most = decimal(cents(invoice.total) - cents(invoice.credited));
  const lines = known.data?.node ? leftOf(known.data.node) : null;

  function look() {
    const form = box.current?.querySelector("form");
    if (!form) return;
    const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    setAmount(amountIn(values, lines ?? []));
  }
  /** @param {Record<string, string>} values @param {string} key */
  async function send(values, key) {
    const input = { invoice: invoice.id, reason: values.reason ?? "", idempotencyKey: key, ...asked(values, lines ?? []) };
    const { creditNote } = await act(CREDIT_INVOICE, { input });
    toast(t("credited2", { number: creditNote?.number ?? "" }));
    onClose();
    await again();
  }
  const whole = way === "WHOLE" ? most : amount;
  return html`
    <${Panel} title=${t("creditTitle", { number: invoice.serialNumber })} onClose=${onClose}>
      <p class="fine">${t("creditMost", { most: shown(most) })}</p>
      <div ref=${box} onInput=${look} onChange=${look}>
        <${Form} label=${t("credit")} send=${t("creditSend")} onSend=${send} wide>
          <${Field} name="way" label=${t("creditWay")} value=${way} onChange=${(/** @type {any} */ event) => { setWay(event.target.value); setAmount(null); }}
            options=${[{ value: "WHOLE", label: t("WHOLE") }, { value: "AMOUNT", label: t("AMOUNT") }, { value: "LINES", label: t("LINES") }]} />
          ${way === "AMOUNT" ? html`<${Field} name="amount" label=${t("sum")} hint=${t("amountHint")} inputmode="decimal" required autocomplete="off" />` : null}
          ${way === "LINES" ? (lines ?? []).map((line, index) => html`<${Field} key=${line.position} name=${`lines.${index}.amount`}
            label=${line.description} hint=${t("leftOfLine", { left: shown(line.left) })} inputmode="decimal" autocomplete="off" />`) : null}
          ${way === "LINES" && !lines ? html`<${Loading} rows=${3} />` : null}
          <${Field} name="reason" label=${t("reason")} hint=${t("reasonHint")} maxlength="200" required autocomplete="off" />
          ${whole === null || cents(whole) > cents(most) ? null : html`<div class="note"><p>${whatHappens(whole, invoice.due)}</p></div>`}
        <//>
      </div>
    <//>`;
}

/** @param {string} amount @param {string} due */
function whatHappens(amount, due) {
  const [back, open] = [cents(amount), cents(due)];
  const settles = back < open ? back : open;
  const said = { amount: shown(amount), settles: shown(decimal(settles)), rest: shown(decimal(back - settles)) };
  if (back <= open) return t("settlesAll", said);
  return settles === 0n ? t("allCredit", said) : t("someCredit", said);
}

/** What is left of each line. @param {NonNullable<Operations["WhatIsLeft"]["data"]["node"]>} invoice @returns {Left[]} */
function leftOf(invoice) {
  if (!("lines" in invoice)) return [];
  const gone = new Map();
  for (const { amount, line } of invoice.creditNotes.nodes.flatMap(({ lines }) => lines.nodes)) gone.set(line.position, (gone.get(line.position) ?? 0n) + cents(amount));
  return invoice.lines.nodes
    .map(({ position, description, amount }) => ({ position, description, left: decimal(cents(amount) - (gone.get(position) ?? 0n)) }))
    .filter(({ left }) => cents(left) > 0n);
}

/** @param {Record<string, string>} values @param {Left[]} lines */
function amountIn(values, lines) {
  if (values.way === "AMOUNT") return typedAmount(values.amount ?? "");
  const typed = lines.map((_, index) => typedAmount(values[`lines.${index}.amount`] ?? "")).filter((each) => each !== null);
  return values.way === "LINES" && typed.length ? decimal(typed.reduce((sum, each) => sum + cents(each), 0n)) : null;
}

/** What goes back, as the API takes it. Throws Refusal. @param {Record<string, string>} values @param {Left[]} lines */
function asked(values, lines) {
  if (values.way === "WHOLE") return {};
  if (values.way === "AMOUNT") {
    const amount = typedAmount(values.amount ?? "");
    if (amount === null) throw refusal("BAD_AMOUNT", t("badAmount"), ["amount"]);
    return { amount };
  }
  const faults = [];
  const chosen = [];
  for (const [index, line] of lines.entries()) {
    const typed = values[`lines.${index}.amount`]?.trim();
    if (!typed) continue;
    const amount = typedAmount(typed);
    if (amount === null || cents(amount) > cents(line.left)) faults.push({ code: "BAD_AMOUNT", field: ["lines", String(index), "amount"], message: t("leftOfLine", { left: shown(line.left) }) });
    else chosen.push({ position: line.position, amount });
  }
  if (faults.length) throw new Refusal(faults);
  if (!chosen.length) throw refusal("WHICH_LINES", t("whichLines"));
  return { lines: chosen };
}
