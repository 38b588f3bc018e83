// Anything a person holds in hand: a receipt or invoice number, a phone, a name.

import { html } from "../vendor/htm-preact.js";
import { useEffect, useRef } from "../vendor/preact-hooks.js";
import { Icon } from "../parts/icon.js";
import { go } from "./router.js";
import { t } from "./texts.js";

export function Search() {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => {
    /** @param {KeyboardEvent} event */
    const slash = (event) => {
      const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key !== "/" || typing) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener("keydown", slash);
    return () => document.removeEventListener("keydown", slash);
  }, []);
  /** @param {SubmitEvent} event */
  function look(event) {
    event.preventDefault();
    const text = field.current?.value.trim();
    if (text) go(`/search?q=${encodeURIComponent(text)}`);
  }
  return html`
    <form class="search" role="search" onSubmit=${look}>
      <${Icon} name="search" />
      <input ref=${field} type="search" aria-label=${t("search")} placeholder=${t("searchHint")} autocomplete="off" spellcheck=${false} />
    </form>`;
}
