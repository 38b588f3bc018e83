// English and Swahili. Each folder has its own texts.js; both languages of it have the same keys.

import { signal } from "../vendor/signals.js";

const KEPT = "hesabu.language";
const KNOWN = /** @type {const} */ (["en", "sw"]);

/** @typedef {typeof KNOWN[number]} Language */

/** @returns {Language} */
function first() {
  const kept = localStorage.getItem(KEPT);
  if (kept === "en" || kept === "sw") return kept;
  return navigator.language.startsWith("sw") ? "sw" : "en";
}

export const language = signal(first());

/** The language of the page as the server calls it. @returns {"ENGLISH" | "SWAHILI"} */
export const spoken = () => (language.value === "sw" ? "SWAHILI" : "ENGLISH");

/** @param {Language} chosen */
export function speak(chosen) {
  localStorage.setItem(KEPT, chosen);
  document.documentElement.lang = chosen;
  language.value = chosen;
}

/**
 * The texts of a folder: `t("collected", { amount })` puts facts where the text says {amount}.
 * @template {Record<string, string>} Texts
 * @param {{ en: Texts, sw: Record<keyof Texts, string> }} both
 */
export function words(both) {
  /** @param {keyof Texts & string} key @param {Record<string, string | number>} [facts] @returns {string} */
  return (key, facts = {}) => {
    const text = both[language.value][key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => String(facts[name] ?? whole));
  };
}
