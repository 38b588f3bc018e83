// What the parts are shown with. Nothing here comes from a business.

const HOUR = 3_600_000;
const NOW = Date.now();

export const DATES = { moment: new Date(NOW - HOUR).toISOString(), day: "2026-11-28" };

/** @typedef {{ id: string, number: string, amount: string, at: string, state: "good" | "warn" }} Row */

/** @type {Row[]} */
export const ROWS = ["RKL61H7ZQT", "RKL71H8B2M", "RKL81J0XCN", "RKL91K4YDP"].map((number, index) => ({
  id: number,
  number,
  amount: ["12000.00", "450.50", "99.00", "1234567.00"][index] ?? "0.00",
  at: new Date(NOW - index * 7 * HOUR).toISOString(),
  state: index % 2 ? "warn" : "good",
}));

/** @type {import("../../parts/timeline.js").Step[]} */
export const STEPS = [
  { title: "STK prompt", at: new Date(NOW - 3 * HOUR).toISOString(), kind: "busy", says: "0712 *** 678" },
  { title: "C2B", at: new Date(NOW - 2 * HOUR).toISOString(), kind: "good", says: "RKL61H7ZQT" },
  { title: "INV-000013", at: new Date(NOW - HOUR).toISOString(), kind: "good" },
  { title: "M-Pesa statement", at: null },
];

export function curve() {
  const hours = Array.from({ length: 12 }, (_, hour) => hour);
  const begin = Math.floor(NOW / 1000) - 12 * 3600;
  return {
    at: hours.map((hour) => begin + hour * 3600),
    lines: [
      { label: "Today", values: hours.map((hour) => hour * hour * 900) },
      { label: "Yesterday", values: hours.map((hour) => hour * 8_000), quiet: true },
    ],
  };
}
