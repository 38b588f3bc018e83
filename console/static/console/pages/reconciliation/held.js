// What of a statement file is held, since nobody else knows it, and how people let it go.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { shown } from "../../client/money.js";
import { act } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { may } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { RELEASE } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {{ id: string, fileName: string, held?: { count: number, amount: string, leftOut: number, reversals: number, takenBack: string } | null }} File */

/** @param {NonNullable<File["held"]>} held */
export const heldShown = (held) => [
  held.count ? t("held", { count: String(held.count), amount: shown(held.amount) }) : "",
  held.reversals ? t("heldBack", { count: String(held.reversals), amount: shown(held.takenBack) }) : "",
].filter(Boolean).join(" ");

/** @param {{ file: File }} props */
export function Held({ file }) {
  const [open, setOpen] = useState(false);
  const { held } = file;
  if (!held) return null;
  /** @param {Record<string, string>} values @param {string} key */
  async function ask({ comment = "" }, key) {
    const { approval } = await act(RELEASE, { input: { statement: file.id, comment, idempotencyKey: key } });
    toast(t(approval?.state === "APPROVED" ? "released" : "releaseAsked"));
    setOpen(false);
    if (approval) go(`/approvals/${approval.id}`);
  }
  return html`
    <p class="fine">${heldShown(held)} ${held.leftOut ? t("leftOut", { leftOut: String(held.leftOut) }) : ""}</p>
    ${may("reconciliation.write") && held.count + held.reversals > held.leftOut ? html`<button type="button" class="quiet" onClick=${() => setOpen(true)}>${t("release")}</button>` : null}
    ${open ? html`
      <${Panel} title=${t("release")} onClose=${() => setOpen(false)}>
        <p><b>${file.fileName}</b>: ${heldShown(held)}</p>
        <p>${t("releaseSays")}</p>
        <${Form} label=${t("release")} send=${t("releaseAsk")} onSend=${ask} wide>
          <${Field} name="comment" label=${t("releaseComment")} rows=${3} maxlength="500" autofocus />
        <//>
      <//>` : null}`;
}
