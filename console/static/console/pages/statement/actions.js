// What can be done about a statement file, each in a panel that says what it does.

import { html } from "../../vendor/htm-preact.js";
import { act } from "../../client/query.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { ACCEPT, WITHDRAW } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").File} File */

/** @param {File} file */
export function verbsOf({ state }) {
  if (state === "RESTATED") return /** @type {const} */ (["ACCEPT", "WITHDRAW"]);
  return state === "ADMITTED" || state === "QUARANTINED" ? /** @type {const} */ (["WITHDRAW"]) : /** @type {const} */ ([]);
}

/** @param {{ file: File, verb: string, onClose: () => void, again: () => Promise<void> }} props */
export function Act({ file, verb, onClose, again }) {
  const chosen = verbsOf(file).find((each) => each === verb);
  if (!chosen) return null;
  /** @param {Record<string, string>} values @param {string} key */
  async function send({ comment = "" }, key) {
    const input = { statement: file.id, comment, idempotencyKey: key };
    const state = chosen === "ACCEPT" ? (await act(ACCEPT, { input })).statement?.state : (await act(WITHDRAW, { input })).statement?.state;
    toast(t(state === "WITHDRAWN" ? "withdrawn" : "asked"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t(chosen)} onClose=${onClose}>
      <p>${t(`does.${chosen}`)}</p>
      <${Form} label=${t(chosen)} send=${t(`send.${chosen}`)} onSend=${send} danger=${chosen === "WITHDRAW"} wide>
        <${Field} name="comment" label=${t("why")} hint=${t("whyHint")} rows=${3} maxlength="500" required autofocus />
      <//>
    <//>`;
}
