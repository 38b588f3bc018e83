// What people may do with a payout as it stands, and why no more.

import { html } from "../../vendor/htm-preact.js";
import { act } from "../../client/query.js";
import { shown } from "../../client/money.js";
import { setQuery } from "../../frame/router.js";
import { confirm } from "../../parts/confirm.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast, told } from "../../parts/toast.js";
import { receiverOf } from "../payouts/states.js";
import { CANCEL_PAYOUT, DECIDE_PAYOUT, RELEASE_PAYOUT, RETRY_PAYOUT } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {"CANCEL" | "RETRY" | "DECIDE" | "RELEASE"} Act */
/** @typedef {{ id: string, amount: string, kind: import("../payouts/states.js").Row["kind"], phone: string | null, shortcode: string, accountNumber: string, state: import("../payouts/states.js").PayoutState, acts: readonly Act[] }} Doable */

const ACTS = /** @type {const} */ (["DECIDE", "RELEASE", "RETRY", "CANCEL"]);

/** The legal acts as buttons; those that ask for more open a panel. @param {{ payout: Doable, kind?: string, again: () => Promise<void>, open?: (act: Act) => void }} props */
export function Buttons({ payout, kind = "quiet", again, open = (act) => setQuery({ do: act }) }) {
  async function retry() {
    const says = t("retrySays", { amount: shown(payout.amount), phone: receiverOf(payout) });
    if (!(await confirm({ title: t("RETRY"), says, verb: t("RETRY") }))) return;
    await told(() => act(RETRY_PAYOUT, { input: { payout: payout.id } }), t("retried"));
    await again();
  }
  return ACTS.filter((each) => payout.acts.includes(each)).map((each) => html`
    <button type="button" key=${each} class=${kind} onClick=${() => (each === "RETRY" ? retry() : open(each))}>${t(each)}</button>`);
}

/** What may not be done, each with why. @param {{ payout: Doable, unknown: boolean }} props */
export function WhyNot({ payout, unknown }) {
  const refused = ACTS.filter((each) => !payout.acts.includes(each) && (each === "RETRY" || each === "CANCEL" || (each === "DECIDE" && payout.state === "IN_FLIGHT")));
  return html`<ul class="fine">${refused.map((each) => html`<li key=${each}><b>${t(each)}</b>: ${whyNot(each, payout.state, unknown)}</li>`)}</ul>`;
}

/** @param {Act} act @param {Doable["state"]} state @param {boolean} unknown */
function whyNot(act, state, unknown) {
  if (unknown) return t(act === "RETRY" ? "noRetryUnknown" : "noCancelUnknown");
  if (state === "IN_FLIGHT") return t(act === "DECIDE" ? "noDecideSent" : "noneSent");
  if (state === "PAID" || state === "REVERSED") return t("nonePaid");
  if (state === "CANCELLED") return t("noneCancelled");
  return t("noRetryYet");
}

/** The form of one act, in a panel. @param {{ payout: Doable, verb: string, again: () => Promise<void>, onClose: () => void }} props */
export function ActPanel({ payout, verb, again, onClose }) {
  const chosen = payout.acts.find((each) => each === verb && each !== "RETRY");
  if (!chosen) return null;
  /** @param {string} said */
  const done = (said) => {
    toast(said);
    onClose();
    again();
  };
  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send({ reason = "", receiptNumber = "", comment = "" }, idempotencyKey) {
    const of = { payout: payout.id };
    if (chosen === "CANCEL") {
      await act(CANCEL_PAYOUT, { input: { ...of, reason } });
      return done(t("cancelled"));
    }
    if (chosen === "DECIDE") await act(DECIDE_PAYOUT, { input: { ...of, receiptNumber: receiptNumber.trim(), comment, idempotencyKey } });
    else await act(RELEASE_PAYOUT, { input: { ...of, comment, idempotencyKey } });
    return done(t("asked"));
  }
  const comment = html`<${Field} name="comment" label=${t("comment")} hint=${t("commentHint")} rows=${3} maxlength="500" required />`;
  return html`
    <${Panel} title=${t(chosen)} onClose=${onClose}>
      <p>${t(/** @type {"CANCELSays"} */ (`${chosen}Says`), { amount: shown(payout.amount), phone: receiverOf(payout) })}</p>
      <${Form} label=${t(chosen)} send=${chosen === "CANCEL" ? t("CANCEL") : t("askFor")} onSend=${send} danger=${chosen === "CANCEL"} wide>
        ${chosen === "CANCEL" ? html`<${Field} name="reason" label=${t("reason")} maxlength="200" required autofocus />` : null}
        ${chosen === "DECIDE" ? html`<${Field} name="receiptNumber" label=${t("receipt")} hint=${t("receiptHint")} maxlength="20" autocomplete="off" required autofocus />` : null}
        ${chosen === "CANCEL" ? null : comment}
      <//>
    <//>`;
}
