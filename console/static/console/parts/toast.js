// A word about what has just been done. It goes away by itself and takes nobody's focus.

import { html } from "../vendor/htm-preact.js";
import { signal } from "../vendor/signals.js";
import { Refusal } from "../client/query.js";

const SHOWN = 6_000;
/** @type {import("../vendor/signals.js").Signal<{ number: number, text: string, kind: string }[]>} */
const toasts = signal(/** @type {{ number: number, text: string, kind: string }[]} */ ([]));
let last = 0;

/** @param {string} text @param {"good" | "bad"} [kind] */
export function toast(text, kind = "good") {
  const number = ++last;
  toasts.value = [...toasts.value.slice(-2), { number, text, kind }];
  setTimeout(() => (toasts.value = toasts.value.filter((each) => each.number !== number)), SHOWN);
}

/** Does something and says so, or why not; gives whether it was done. @param {() => Promise<unknown>} verb @param {string} said */
export async function told(verb, said) {
  try {
    await verb();
    toast(said);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    toast(error.message, "bad");
    return false;
  }
}

export function Toasts() {
  return html`<div class="toasts" role="status" aria-live="polite">
    ${toasts.value.map(({ number, text, kind }) => html`<p key=${number} data-kind=${kind}>${text}</p>`)}
  </div>`;
}
