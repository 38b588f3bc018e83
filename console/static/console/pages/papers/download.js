// A button that gets a paper: its address is asked for when it is wanted, since it is good for ten minutes.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { ask, Refusal } from "../../client/query.js";
import { Icon } from "../../parts/icon.js";
import { toast } from "../../parts/toast.js";
import { CREDIT_NOTE_PDF, INVOICE_PDF, RECEIPT_PDF } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ id: string }} props */
export function InvoicePdf({ id }) {
  return html`<${Download} text=${t("pdf")} path=${async () => {
    const { node } = await ask(INVOICE_PDF, { id });
    return node && "pdfPath" in node ? node.pdfPath : null;
  }} />`;
}

/** @param {{ id: string }} props */
export function CreditNotePdf({ id }) {
  return html`<${Download} text=${t("pdf")} path=${async () => {
    const { node } = await ask(CREDIT_NOTE_PDF, { id });
    return node && "pdfPath" in node ? node.pdfPath : null;
  }} />`;
}

/** @param {{ id: string }} props */
export function ReceiptPdf({ id }) {
  return html`<${Download} text=${t("pdf")} path=${async () => {
    const { node } = await ask(RECEIPT_PDF, { id });
    return node && "receiptPath" in node ? node.receiptPath : null;
  }} />`;
}

/** @param {{ text: string, path: () => Promise<string | null> }} props */
export function Download({ text, path }) {
  const [busy, setBusy] = useState(false);
  async function get() {
    setBusy(true);
    try {
      await opened(await path());
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      toast(error.message, "bad");
    } finally {
      setBusy(false);
    }
  }
  return html`<button type="button" class="quiet" disabled=${busy} onClick=${get}><${Icon} name="download" />${text}</button>`;
}

/** Has the browser save what is at an address; the page stays. @param {string | null} path */
export async function opened(path) {
  if (path) location.assign(path);
  else toast(t("gone"), "bad");
}
