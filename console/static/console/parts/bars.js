// Parts of a whole as bars with their words: a picture of a table that stands beside it.

import { html } from "../vendor/htm-preact.js";

/** @typedef {{ id: string, name: string, share: number, says: string, quiet?: boolean, href?: string | null, kind?: string, parts?: { kind: string, share: number }[] }} Bar `href`: what is behind it; `parts`: what the bar is made of, else it is one of its `kind` */

/** @param {{ label: string, bars: Bar[], whole: number }} props `whole`: the share of a bar that is full */
export function Bars({ label, bars, whole }) {
  const width = (/** @type {number} */ share) => (whole ? Math.max(0, Math.min(100, (share / whole) * 100)) : 0);
  return html`
    <ul class="bars" aria-label=${label}>
      ${bars.map(({ id, name, share, says, quiet = false, href = null, kind = "won", parts = [{ kind, share }] }) => {
        let from = 0;
        return html`
          <li key=${id} data-quiet=${quiet}>
            <span class="bar-name">${href ? html`<a href=${href}>${name}</a>` : name}</span><small>${says}</small>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
              <rect class="bar-whole" width="100" height="8" />
              ${parts.map((part) => {
                const x = from;
                from += width(part.share);
                return html`<rect key=${part.kind} data-kind=${part.kind} x=${x} width=${width(part.share)} height="8" />`;
              })}
            </svg>
          </li>`;
      })}
    </ul>`;
}
