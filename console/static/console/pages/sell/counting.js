// The drawer: cash put in and taken out, and the count at the end of a shift, note by note.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { cents, decimal, shown, typedAmount } from "../../client/money.js";
import { act, refusal } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { toast } from "../../parts/toast.js";
import { CLOSE_SHIFT, MOVE_CASH } from "./operations.js";
import { t } from "./texts.js";

const PIECES = ["1000", "500", "200", "100", "50", "40", "20", "10", "5", "1", "0.50"];

/** What is typed for an amount that may be nothing. Throws Refusal. @param {string} typed @param {string} field */
export function amountOrZero(typed, field) {
  const amount = /^[\s0.]+$/.test(typed) ? "0.00" : typedAmount(typed);
  if (amount === null) throw refusal("BAD_AMOUNT", t("badAmount"), [field]);
  return amount;
}

/** @param {{ shift: { id: string }, onClose: () => void }} props */
export function DrawerCash({ shift, onClose }) {
  /** @param {Record<string, string>} values @param {string} key */
  async function move({ way = "", amount: typed = "", account = "", reason = "" }, key) {
    const amount = typedAmount(typed);
    if (amount === null) throw refusal("BAD_AMOUNT", t("badAmount"), ["amount"]);
    await act(MOVE_CASH, { input: { shift: shift.id, amount: way === "out" ? `-${amount}` : amount, account: account.trim(), reason, idempotencyKey: key } });
    toast(t("moved"));
    onClose();
  }
  return html`
    <${Panel} title=${t("moveCash")} onClose=${onClose}>
      <${Form} label=${t("moveCash")} send=${t("book")} onSend=${move} wide>
        <${Field} name="way" label=${t("way")} options=${[{ value: "out", label: t("out") }, { value: "in", label: t("in") }]} />
        <${Field} name="amount" label=${t("sum")} inputmode="decimal" required autofocus autocomplete="off" />
        <${Field} name="account" label=${t("account")} hint=${t("accountHint")} value="5500" required autocomplete="off" />
        <${Field} name="reason" label=${t("reason")} maxlength="200" required autocomplete="off" />
      <//>
    <//>`;
}

/** @param {{ shift: { id: string }, onClose: () => void }} props */
export function Closing({ shift, onClose }) {
  const [counts, setCounts] = useState(/** @type {Record<string, string>} */ ({}));
  const pieces = PIECES.flatMap((value) => (/^\d{1,6}$/.test(counts[value] ?? "") && counts[value] !== "0" ? [{ value, count: BigInt(counts[value] ?? "0") }] : []));
  const sum = decimal(pieces.reduce((total, { value, count }) => total + cents(value) * count, 0n));

  /** @param {Record<string, string>} values */
  async function close({ note = "" }) {
    // What is not understood would be booked as missing, and nobody can take that back.
    const typed = PIECES.filter((value) => counts[value]);
    const wrong = typed.find((value) => !/^\d{1,6}$/.test(counts[value] ?? ""));
    if (wrong) throw refusal("BAD_COUNT", t("badCount", { value: wrong }));
    if (!typed.length) throw refusal("BAD_COUNT", t("countFirst"));
    const input = { shift: shift.id, counted: sum, pieces: pieces.map(({ value, count }) => ({ value, count: Math.trunc(+count.toString()) })), note };
    await act(CLOSE_SHIFT, { input });
    toast(t("closed"));
    go(`/shifts/${shift.id}`);
  }
  return html`
    <${Panel} title=${t("closeShift")} onClose=${onClose}>
      <p class="fine">${t("closeSays")}</p>
      <${Form} label=${t("closeShift")} send=${t("closeWith", { sum: shown(sum) })} onSend=${close} wide>
        <div class="till-count-grid">
          ${PIECES.map((value) => html`<label key=${value}><span>${value}</span>
            <input inputmode="numeric" pattern="[0-9]*" autocomplete="off" value=${counts[value] ?? ""} onInput=${(/** @type {any} */ event) => setCounts({ ...counts, [value]: event.currentTarget.value.trim() })} /></label>`)}
        </div>
        <dl class="till-due"><dt>${t("counted")}</dt><dd><${Money} value=${sum} currency /></dd></dl>
        <${Field} name="note" label=${t("note")} maxlength="200" autocomplete="off" />
      <//>
    <//>`;
}
