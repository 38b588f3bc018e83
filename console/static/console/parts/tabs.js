// Pages side by side. The one that is open is brought into view where not all of them fit.

import { html } from "../vendor/htm-preact.js";
import { useEffect, useRef } from "../vendor/preact-hooks.js";

/** @param {{ label: string, tabs: { href: string, text: string, current: boolean }[] }} props */
export function TabRow({ label, tabs }) {
  const row = useRef(/** @type {HTMLElement | null} */ (null));
  const open = tabs.find(({ current }) => current)?.href;
  useEffect(() => row.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }), [open]);
  return html`
    <nav ref=${row} class="tabs no-print" aria-label=${label}>
      ${tabs.map(({ href, text, current }) => html`<a key=${href} href=${href} aria-current=${current ? "page" : null}>${text}</a>`)}
    </nav>`;
}
