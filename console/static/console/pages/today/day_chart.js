// The day so far as a line that only rises, beside yesterday's.

import { html } from "../../vendor/htm-preact.js";
import { cents, decimal, drawn } from "../../client/money.js";
import { Chart } from "../../parts/chart.js";
import { t } from "./texts.js";

const HOUR = 3600;

/** @param {{ today: Operations["Today"]["data"]["today"] }} props */
export function DayChart({ today }) {
  const midnight = Date.parse(`${today.day}T00:00:00+03:00`) / 1000;
  const ends = today.hours.map(({ hour }) => midnight + (hour + 1) * HOUR);
  const now = Date.parse(today.at) / 1000;
  const begun = today.hours.filter(({ hour }) => midnight + hour * HOUR <= now).length;
  const lines = [
    { label: t("todayLine"), values: [0, ...rising(today.hours.map((hour) => hour.today.amount)).map((value, hour) => (hour < begun ? value : null))] },
    { label: t("yesterdayLine"), values: [0, ...rising(today.hours.map((hour) => hour.yesterday.amount))], quiet: true },
  ];
  return html`
    <section class="card" aria-labelledby="chart-title">
      <h2 id="chart-title">${t("chart")}</h2>
      <${Chart} label=${t("chart")} at=${[midnight, ...ends]} lines=${lines} />
    </section>`;
}

/** Sums from the first on. @param {string[]} amounts */
function rising(amounts) {
  let total = 0n;
  return amounts.map((amount) => {
    total += cents(amount);
    return drawn(decimal(total));
  });
}
