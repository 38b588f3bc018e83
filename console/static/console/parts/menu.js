// A button that opens a small box below it; closes on Escape, on a click elsewhere, and when the focus leaves.

import { html } from "../vendor/htm-preact.js";
import { useEffect, useId, useRef, useState } from "../vendor/preact-hooks.js";

/** @param {{ label: string, face: any, onOpen?: () => void, children?: any }} props */
export function Menu({ label, face, onOpen, children }) {
  const [open, setOpen] = useState(false);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const button = useRef(/** @type {HTMLElement | null} */ (null));
  const id = useId();
  useEffect(() => {
    if (!open) return undefined;
    /** @param {Event} event */
    const outside = (event) => {
      if (!box.current?.contains(/** @type {Node} */ (event.target))) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);
  function toggle() {
    if (!open) onOpen?.();
    setOpen(!open);
  }
  /** @param {KeyboardEvent} event */
  function key(event) {
    if (event.key !== "Escape" || !open) return;
    setOpen(false);
    button.current?.focus();
  }
  /** @param {FocusEvent} event */
  function left(event) {
    if (event.relatedTarget && !box.current?.contains(/** @type {Node} */ (event.relatedTarget))) setOpen(false);
  }
  return html`
    <div class="menu" ref=${box} onKeyDown=${key} onFocusOut=${left}>
      <button ref=${button} type="button" class="icon-button" aria-label=${label} title=${label} aria-expanded=${open} aria-controls=${id} onClick=${toggle}>${face}</button>
      <div class="menu-box" id=${id} hidden=${!open} onClick=${(/** @type {any} */ event) => event.target.closest("a") && setOpen(false)}>${open ? children : null}</div>
    </div>`;
}
