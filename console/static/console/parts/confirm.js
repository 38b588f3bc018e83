// "Really?", with what exactly will happen.

import { html } from "../vendor/htm-preact.js";
import { signal } from "../vendor/signals.js";
import { Dialog } from "./dialog.js";
import { t } from "./texts.js";

/** @typedef {{ title: string, says: any, verb: string, danger?: boolean }} Question `says` may be text or markup */

const asked = signal(/** @type {(Question & { answer: (yes: boolean) => void }) | null} */ (null));

/** Asks, and gives whether the person agreed. @param {Question} question @returns {Promise<boolean>} */
export function confirm(question) {
  asked.value?.answer(false);
  return new Promise((resolve) => {
    asked.value = {
      ...question,
      answer: (yes) => {
        asked.value = null;
        resolve(yes);
      },
    };
  });
}

/** Whether somebody is being asked: what waits for the answer does not work yet. */
export function isAsking() {
  return asked.value !== null;
}

export function Dialogs() {
  const question = asked.value;
  if (!question) return null;
  return html`
    <${Dialog} title=${question.title} onClose=${() => question.answer(false)}>
      <div class="says">${question.says}</div>
      <div class="actions">
        <button type="button" class="quiet" autofocus=${question.danger} onClick=${() => question.answer(false)}>${t("cancel")}</button>
        <button type="button" class=${question.danger ? "danger" : ""} autofocus=${!question.danger} onClick=${() => question.answer(true)}>${question.verb}</button>
      </div>
    <//>`;
}
