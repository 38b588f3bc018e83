// Going through a list by keyboard: J to the next row, K to the one before; Enter follows its link.

import { useEffect } from "../vendor/preact-hooks.js";

/** While the page is open; not while something is typed, and not inside a dialog. */
export function useListKeys() {
  useEffect(() => {
    document.addEventListener("keydown", step);
    return () => document.removeEventListener("keydown", step);
  }, []);
}

/** @param {KeyboardEvent} event */
function step(event) {
  const way = { j: 1, k: -1 }[event.key];
  if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = document.activeElement;
  if (at?.matches("input, select, textarea, [contenteditable]") || document.querySelector("dialog[open]")) return;
  const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("main tbody td.main a")]);
  const row = at?.closest("tr");
  const place = links.findIndex((link) => link.closest("tr") === row);
  const next = links[place < 0 ? (way > 0 ? 0 : links.length - 1) : place + way];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
