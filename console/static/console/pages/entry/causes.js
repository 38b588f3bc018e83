// What an entry came from, each with the way to its page.

import { html } from "../../vendor/htm-preact.js";
import { addressOf } from "../../frame/places.js";
import { t } from "./texts.js";

/** @param {{ entry: import("./page.js").Entry }} props */
export function Causes({ entry }) {
  const { receipt, invoice, voucher, reverses } = entry;
  const causes = [
    receipt && { type: "Receipt", id: receipt.id, text: t("receipt", { number: receipt.number }) },
    invoice && { type: "Invoice", id: invoice.id, text: t("invoice", { number: invoice.number }) },
    voucher && { type: "Voucher", id: voucher.id, text: t("voucher", { description: voucher.description }) },
    voucher?.approval && { type: "Approval", id: voucher.approval.id, text: t("approval") },
    reverses && { type: "JournalEntry", id: reverses.id, text: t("reverses", { number: reverses.number ? `#${reverses.number}` : "" }) },
  ].filter((cause) => cause !== null && cause !== undefined);
  return html`
    <h2 class="causes">${t("reason")}</h2>
    ${causes.length === 0 ? html`<p class="fine">${t("nothingElse")}</p>` : html`<ul>${causes.map((cause) => html`<li key=${cause.id}><${Cause} ...${cause} /></li>`)}</ul>`}`;
}

/** @param {{ type: string, id: string, text: string }} props */
function Cause({ type, id, text }) {
  const address = addressOf(type, id);
  return address ? html`<a href=${address}>${text}</a>` : html`<span>${text}</span>`;
}
