// The browser's own dialog: it keeps the focus inside, closes on Escape, and gives the focus back.

import { html } from "../vendor/htm-preact.js";
import { useId, useLayoutEffect, useRef } from "../vendor/preact-hooks.js";
import { Icon } from "./icon.js";
import { t } from "./texts.js";

/** @param {{ title: string, kind?: "panel" | "question", onClose: () => void, children?: any }} props */
export function Dialog({ title, kind = "question", onClose, children }) {
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const id = useId();
  useLayoutEffect(() => {
    const before = document.activeElement;
    const shown = box.current;
    shown?.showModal();
    return () => {
      shown?.close(); // while it is open nothing beside it takes the focus
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  /** @param {Event} event */
  function refuse(event) {
    event.preventDefault();
    onClose();
  }
  /** @param {MouseEvent} event */
  function outside(event) {
    if (event.target === box.current) onClose();
  }
  return html`
    <dialog ref=${box} class=${kind} aria-labelledby=${id} onCancel=${refuse} onMouseDown=${outside}>
      <div class="dialog-body">
        <header><h2 id=${id}>${title}</h2>
          <button type="button" class="icon-button" aria-label=${t("close")} onClick=${onClose}><${Icon} name="close" /></button></header>
        ${children}
      </div>
    </dialog>`;
}

/** Beside the page, for what is looked at or filled in without leaving it. @param {{ title: string, onClose: () => void, children?: any }} props */
export function Panel({ title, onClose, children }) {
  return html`<${Dialog} kind="panel" title=${title} onClose=${onClose}>${children}<//>`;
}
