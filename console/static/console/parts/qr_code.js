// A QR code, drawn here: what it says goes nowhere.

import { html } from "../vendor/htm-preact.js";
import { encode } from "../vendor/uqr.js";

/** @param {{ text: string, label: string }} props */
export function QrCode({ text, label }) {
  const { data, size } = encode(text, { border: 2 });
  const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return html`<svg class="qr-code" viewBox=${`0 0 ${size} ${size}`} role="img" aria-label=${label} shape-rendering="crispEdges"><path d=${squares} /></svg>`;
}
