// Light, dark, or as the machine has it.

import { effect, signal } from "../vendor/signals.js";

const KEPT = "hesabu.theme";

/** @typedef {"system" | "light" | "dark"} Theme */

const kept = localStorage.getItem(KEPT);
export const theme = signal(/** @type {Theme} */ (kept === "light" || kept === "dark" ? kept : "system"));

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

/** @param {Theme} choice */
export function wear(choice) {
  localStorage.setItem(KEPT, choice);
  theme.value = choice;
}
