// The forms of own money: an order of float, a record of what was done in the portal, taking one back.

import { html } from "../../vendor/htm-preact.js";
import { today } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { shown, typedAmount } from "../../client/money.js";
import { act, refusal } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Reading } from "../../parts/states.js";
import { toast } from "../../parts/toast.js";
import { CANCEL_MOVE, MOVE_FLOAT, OWN_TILLS, RECORD_MOVE } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["OwnTills"]["data"]} Known */

const ACCOUNTS = /** @type {const} */ (["UTILITY", "WORKING", "CHARGES_PAID", "SETTLEMENT", "MERCHANT"]);

/** @param {string} text */
function amountOf(text) {
  const amount = typedAmount(text);
  if (amount === null) throw refusal("BAD_AMOUNT", t("badAmount"), ["amount"]);
  return amount;
}

/** @param {Known["tills"]["nodes"][number]} till */
const named = ({ id, name, shortcode }) => ({ value: id, label: `${name} (${shortcode})` });

/** @param {{ onClose: () => void }} props */
export function MoveFloat({ onClose }) {
  const here = business.value;
  const known = useQuery(OWN_TILLS, here && { business: here.id });
  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send({ till = "", to = "", amount = "", comment = "" }, idempotencyKey) {
    const { payout } = await act(MOVE_FLOAT, { input: { till, to: to || null, amount: amountOf(amount), comment, idempotencyKey } });
    toast(t(payout?.state === "PENDING_APPROVAL" ? "asked" : "sent"));
    if (payout) go(`/payouts/${payout.id}`);
  }
  return html`
    <${Panel} title=${t("MOVE")} onClose=${onClose}>
      <p>${t("moveSays")}</p>
      <${Reading} known=${known} rows=${4}>
        ${(/** @type {Known} */ { payoutBoard, tills }) => html`
          <${Form} label=${t("MOVE")} send=${t("ask")} onSend=${send} wide>
            <${Field} name="till" label=${t("from")} options=${payoutBoard.forecasts.filter(({ way }) => way === "B2C").map(({ till }) => named(till))} required />
            <${Field} name="to" label=${t("to")} options=${[{ value: "", label: t("same") }, ...tills.nodes.map(named)]} />
            <${Field} name="amount" label=${t("amount")} inputmode="decimal" autocomplete="off" required autofocus />
            <${Field} name="comment" label=${t("comment")} rows=${2} maxlength="500" />
          <//>`}
      <//>
    <//>`;
}

/** @param {{ again: () => Promise<void>, onClose: () => void }} props */
export function RecordMove({ again, onClose }) {
  const here = business.value;
  const known = useQuery(OWN_TILLS, here && { business: here.id });
  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send(values, idempotencyKey) {
    const { till = "", day = "", note = "", comment = "" } = values;
    const source = ACCOUNTS.find((each) => each === values.source) ?? "UTILITY";
    const target = ACCOUNTS.find((each) => each === values.target) ?? null;
    const input = { till, source, target, bankAccount: target ? null : values.target || null, amount: amountOf(values.amount ?? ""), day, note, comment, idempotencyKey };
    await act(RECORD_MOVE, { input });
    toast(t("recorded"));
    onClose();
    await again();
  }
  const options = ACCOUNTS.map((value) => ({ value, label: t(/** @type {"utility"} */ (value.toLowerCase().replace("charges_paid", "charges"))) }));
  return html`
    <${Panel} title=${t("RECORD")} onClose=${onClose}>
      <p>${t("recordSays")}</p>
      <${Reading} known=${known} rows=${6}>
        ${(/** @type {Known} */ { tills, accounts }) => {
          const banks = accounts.nodes.filter(({ code }) => /^1100(-[1-9][0-9]*)?$/.test(code)).map(({ id, code, name }) => ({ value: id, label: `${t("bank", { code })} ${name}` }));
          return html`
            <${Form} label=${t("RECORD")} send=${t("ask")} onSend=${send} wide>
              <${Field} name="till" label=${t("till")} options=${tills.nodes.map(named)} required />
              <${Field} name="source" label=${t("source")} options=${options} required />
              <${Field} name="target" label=${t("target")} options=${[...options.slice(1), options[0], ...banks]} required />
              <${Field} name="amount" label=${t("amount")} inputmode="decimal" autocomplete="off" required autofocus />
              <${Field} name="day" label=${t("day")} type="date" max=${today()} value=${today()} required />
              <${Field} name="note" label=${t("note")} maxlength="200" autocomplete="off" required />
              <${Field} name="comment" label=${t("comment")} rows=${2} maxlength="500" />
            <//>`;
        }}
      <//>
    <//>`;
}

/** @param {{ move: { id: string, amount: string, day: string }, again: () => Promise<void>, onClose: () => void }} props */
export function Cancel({ move, again, onClose }) {
  /** @param {Record<string, string>} values */
  async function send({ reason = "" }) {
    await act(CANCEL_MOVE, { input: { move: move.id, reason } });
    toast(t("cancelled"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("CANCEL")} onClose=${onClose}>
      <p>${t("cancelSays", { amount: shown(move.amount), day: move.day })}</p>
      <${Form} label=${t("CANCEL")} send=${t("CANCEL")} onSend=${send} danger wide>
        <${Field} name="reason" label=${t("reason")} maxlength="200" required autofocus />
      <//>
    <//>`;
}
