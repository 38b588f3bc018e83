// What can be done with an invoice, as its state allows.

import { html } from "../../vendor/htm-preact.js";
import { cents, isZero, shown } from "../../client/money.js";
import { act, Refusal } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { confirm } from "../../parts/confirm.js";
import { toast, told } from "../../parts/toast.js";
import { DISCARD_INVOICE, ISSUE_INVOICE } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Invoice} Invoice */

/** @param {{ invoice: Invoice, open: (what: import("./page.js").Open) => void, again: () => Promise<void>, mayWriteOff: boolean }} props */
export function Doing({ invoice, open, again, mayWriteOff }) {
  if (!may("billing.write") || invoice.state === "VOID") return null;
  const verb = (/** @type {import("./page.js").Open} */ what, /** @type {any} */ says, kind = "quiet") => html`<button type="button" class=${kind} onClick=${() => open(what)}>${says}</button>`;
  if (invoice.state === "DRAFT") return html`
    <button type="button" onClick=${() => issue(invoice, again)}>${t("issue")}</button>
    ${verb("edit", t("edit"))}
    <button type="button" class="quiet" onClick=${() => discard(invoice, again)}>${t("discard")}</button>`;
  const payable = !isZero(invoice.due);
  const untouched = isZero(invoice.paid) && isZero(invoice.credited);
  return html`
    ${payable ? verb("pay", t("pay"), "") : null}
    ${cents(invoice.credited) < cents(invoice.total) ? verb("credit", t("credit")) : null}
    ${untouched ? verb("void", t("void")) : null}
    ${payable && mayWriteOff ? verb("writeOff", t("writeOff")) : null}`;
}

/** @param {Invoice} invoice @param {() => Promise<void>} again */
async function issue(invoice, again) {
  const says = t("issueSays", { total: shown(invoice.total) });
  if (!(await confirm({ title: t("issueTitle", { number: invoice.number }), says, verb: t("issue") }))) return;
  try {
    await act(ISSUE_INVOICE, { input: { invoice: invoice.id } });
    toast(t("issued2"));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === "OVER_CREDIT_LIMIT") await beyond(invoice, error.message);
    else toast(error.message, "bad");
  }
  await again();
}

/** More would be due than the customer may owe: who may, issues it all the same. @param {Invoice} invoice @param {string} why */
async function beyond(invoice, why) {
  if (!may("billing.override")) return void (await confirm({ title: t("overLimit"), says: `${why} ${t("askOverride")}`, verb: t("understood") }));
  if (!(await confirm({ title: t("overLimit"), says: `${why} ${t("overrideSays")}`, verb: t("override"), danger: true }))) return;
  await told(() => act(ISSUE_INVOICE, { input: { invoice: invoice.id, beyondLimit: true } }), t("issued2"));
}

/** @param {Invoice} invoice @param {() => Promise<void>} again */
async function discard(invoice, again) {
  if (!(await confirm({ title: t("discardTitle", { number: invoice.number }), says: t("discardSays"), verb: t("discard"), danger: true }))) return;
  if (await told(() => act(DISCARD_INVOICE, { input: { invoice: invoice.id } }), t("discarded"))) await again();
}
