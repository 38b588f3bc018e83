// Small line drawings, in the colour of the text beside them.

import { html } from "../vendor/htm-preact.js";

/** @type {Record<string, string>} */
const PATHS = {
  menu: "M4 7h16M4 12h16M4 17h16",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM20 20l-4-4",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4",
  close: "M6 6l12 12M18 6L6 18",
  today: "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
  money: "M3 7h18v11H3zM12 10a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM6 7v11M18 7v11",
  send: "M4 12l16-8-5 16-4-7zM11 13l9-9",
  box: "M4 8l8-4 8 4v9l-8 4-8-4zM4 8l8 4 8-4M12 12v9",
  cart: "M3 4h2l2.5 11h10L20 7H6M9 19.5h.01M16 19.5h.01",
  question: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.5v.5",
  people: "M9 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM3 20v-1a6 6 0 0 1 12 0v1zM16 5.2a3 3 0 0 1 0 5.6M17.5 14a6 6 0 0 1 3.500 5v1",
  invoice: "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6",
  repeat: "M4 12a8 8 0 0 1 14-5l2 2M20 4v5h-5M20 12a8 8 0 0 1-14 5l-2-2M4 20v-5h5",
  book: "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11",
  voucher: "M4 5h16v14H4zM8 9h8M8 13h8M8 16h4",
  approve: "M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6zM8.500 12l2.500 2.500L16 9.500",
  scale: "M12 4v16M7 20h10M5 7h14M5 7l-3 7h6zM19 7l-3 7h6z",
  identity: "M4 5h16v14H4zM9 9a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM6 17a3 3 0 0 1 6 0M14 10h4M14 14h4",
  settings: "M5 7h9M18 7h1M5 17h1M10 17h9M16 5a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM8 15a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  machine: "M4 5h16v6H4zM4 13h16v6H4zM7 8h.01M7 16h.01M11 8h6M11 16h6",
  upload: "M12 16V5M7 10l5-5 5 5M4 19h16",
  download: "M12 4v11M7 11l5 5 5-5M4 20h16",
  print: "M7 8V3h10v5M5 8h14v8H5zM8 14h8v7H8z",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3M12 15v1",
  check: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.500 12l2.500 2.500L16 9.500",
  alert: "M12 4l9 16H3zM12 10v4M12 17v.01",
  market: "M11 5a8 8 0 1 0 8 8h-8zM14.500 3v6.500H21A6.500 6.500 0 0 0 14.500 3z",
  report: "M6 3h9l4 4v14H6zM9 17v-4M12 17V9M15.500 17v-6",
  chart: "M4 4v16h16M8 16v-4M12 16V8M16 16v-6",
  up: "M6 15l6-6 6 6",
  down: "M6 9l6 6 6-6",
};

/** @param {{ name: string, label?: string }} props with a label it is read out, without it is decoration */
export function Icon({ name, label }) {
  return html`<svg class="icon" viewBox="0 0 24 24" role=${label ? "img" : null} aria-label=${label} aria-hidden=${label ? null : "true"} focusable="false">
    <path d=${PATHS[name] ?? PATHS.question} /></svg>`;
}
