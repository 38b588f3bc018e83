// What a person may do about one payment request: ask Safaricom now, enter the receipt, ask the phone once more.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { shown } from "../../client/money.js";
import { act, newKey, Refusal } from "../../client/query.js";
import { addressOfId } from "../../frame/places.js";
import { go } from "../../frame/router.js";
import { may } from "../../frame/session.js";
import { confirm } from "../../parts/confirm.js";
import { toast } from "../../parts/toast.js";
import { CHECK_PAYMENT } from "../requests/operations.js";
import { t as requestWords } from "../requests/texts.js";
import { REQUEST_PAYMENT } from "../today/operations.js";
import { t } from "./texts.js";

/** @typedef {{ id: string, state: import("../requests/states.js").Request["state"], receipt?: { id: string } | null }} Asked */

/** @param {() => Promise<void>} verb */
async function orSay(verb) {
  try {
    await verb();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    toast(error.message, "bad");
    const other = addressOfId(error.other);
    if (other) go(other);
  }
}

/** Buttons for one that has no receipt. @param {{ request: Asked, kind?: string, again: () => Promise<void>, claim: () => void }} props */
export function Doing({ request, kind = "quiet", again, claim }) {
  const [busy, setBusy] = useState(false);
  if (request.receipt || request.state === "INITIATED" || request.state === "PAID" || !may("payment.request")) return null;
  async function check() {
    setBusy(true);
    await orSay(async () => {
      const { paymentRequest } = await act(CHECK_PAYMENT, { input: { request: request.id } });
      if (paymentRequest) toast(t("stands", { state: requestWords(paymentRequest.state) }));
    });
    await again();
    setBusy(false);
  }
  return html`
    ${request.state === "CONFIRMED" ? null : html`<button type="button" class=${kind} disabled=${busy} aria-busy=${busy} onClick=${check}>${requestWords("check")}</button>`}
    <button type="button" class=${kind} onClick=${claim}>${requestWords("enterReceipt")}</button>`;
}

/** The same once more, where nothing was paid and the number may be read. @param {{ request: import("./page.js").Request }} props */
export function AskAgain({ request }) {
  const [busy, setBusy] = useState(false);
  const [key] = useState(newKey);
  const { phone, amount, accountReference, till, outcome } = request;
  if (outcome !== "RETRYABLE" || !phone || !/^\d{12}$/.test(phone) || !may("payment.request")) return null;
  async function ask() {
    const says = t("askAgainSays", { amount: shown(amount), phone: phone ?? "" });
    if (!(await confirm({ title: t("askAgain"), says, verb: t("askAgain") }))) return;
    setBusy(true);
    await orSay(async () => {
      const input = { till: till.id, phone: phone ?? "", amount, accountReference, idempotencyKey: key };
      const { paymentRequest } = await act(REQUEST_PAYMENT, { input });
      if (paymentRequest) go(`/requests/${paymentRequest.id}`);
    });
    setBusy(false);
  }
  return html`<button type="button" disabled=${busy} aria-busy=${busy} onClick=${ask}>${t("askAgain")}</button>`;
}
