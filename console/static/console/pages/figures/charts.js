// A chart for each measure: over the days or hours of the period, or a bar for each till.

import { html } from "../../vendor/htm-preact.js";
import { hourShown, shortDay } from "../../client/clock.js";
import { language } from "../../client/language.js";
import { shown } from "../../client/money.js";
import { Bars } from "../../parts/bars.js";
import { Chart } from "../../parts/chart.js";
import { t as stateWords } from "../requests/texts.js";
import { counted, requestsOf, rowsOf } from "./measures.js";
import { t } from "./texts.js";

/** @typedef {import("./measures.js").Measure} Measure */
/** @typedef {import("./measures.js").Metrics} Metrics */
/** @typedef {import("./measures.js").Asked} Asked */

/** @param {{ measures: Measure[], metrics: Metrics, asked: Asked }} props */
export function Charts({ measures, metrics, asked }) {
  const Picture = metrics.spans[0]?.day ? OfTime : OfTills;
  return html`
    <div class="chart-grid">
      ${measures.map((measure) => html`
        <section key=${measure.name} class="card" aria-labelledby=${`chart-${measure.name}`}>
          <h2 id=${`chart-${measure.name}`}>${t(measure.name)}</h2>
          <${Picture} measure=${measure} spans=${metrics.spans} asked=${asked} />
        </section>`)}
      ${metrics.total.requests.asked.count ? html`<${Failures} failures=${metrics.failures} asked=${asked} />` : html`<section class="card"><h2>${t("noRequests")}</h2><p class="fine">${t("noRequestsSay")} <a href="/">${t("ask")}</a></p></section>`}
    </div>`;
}

/** @param {{ measure: Measure, spans: Metrics["spans"], asked: Asked }} props */
function OfTime({ measure, spans, asked }) {
  const values = spans.map(measure.value);
  if (values.every((value) => (measure.bars ? !value : value === null))) return html`<p class="fine">${t("nothingHere")}</p>`;
  const { beside } = measure;
  const lines = [
    { label: measure.line, values, texts: spans.map(measure.text), bars: measure.bars ?? false },
    ...(beside ? [{ label: beside.line, values: spans.map(beside.value), texts: spans.map(beside.text), quiet: true }] : []),
  ];
  const isOneDay = asked.from === asked.to;
  const points = spans.map((span) => ({
    name: nameOf(span, isOneDay),
    says: [measure.text(span), measure.says(span)].filter(Boolean).join(" · "),
    href: rowsOf(measure, span, asked),
  }));
  return html`<${Chart} label=${t(measure.name)} at=${spans.map(momentOf)} lines=${lines} points=${points} shown=${measure.shown} top=${measure.top} />`;
}

/** @param {{ measure: Measure, spans: Metrics["spans"], asked: Asked }} props */
function OfTills({ measure, spans, asked }) {
  const whole = Math.max(measure.top ?? 0, ...spans.map((span) => measure.value(span) ?? 0));
  const bars = spans.map((span) => ({
    id: span.till?.id ?? "", name: span.till?.name ?? "", share: measure.value(span) ?? 0, href: rowsOf(measure, span, asked),
    says: [measure.text(span), measure.says(span)].filter(Boolean).join(" · "), kind: measure.misses?.(span) ? "bad" : "won",
  }));
  return bars.length ? html`<${Bars} label=${t(measure.name)} bars=${bars} whole=${whole} />` : html`<p class="fine">${t("noTills")}</p>`;
}

/** @param {{ failures: Metrics["failures"], asked: Asked }} props */
function Failures({ failures, asked }) {
  const whole = Math.max(0, ...failures.map(({ requests }) => requests.count));
  const bars = failures.map((failure) => ({
    id: `${failure.state} ${failure.code}`, name: failure.message[language.value], share: failure.requests.count, href: requestsOf(failure, asked), kind: "bad",
    says: [counted("requests", failure.requests.count), shown(failure.requests.amount), stateWords(failure.state), failure.code && t("code", { code: failure.code })].filter(Boolean).join(" · "),
  }));
  return html`
    <section class="card" aria-labelledby="chart-failures"><h2 id="chart-failures">${t("failures")}</h2>
      ${bars.length ? html`<p class="fine">${t("failuresSay")}</p><${Bars} label=${t("failures")} bars=${bars} whole=${whole} />` : html`<p class="fine">${t("noFailures")}</p>`}</section>`;
}

/** In seconds, where the day or the hour begins in Nairobi. @param {Metrics["spans"][number]} span */
function momentOf({ day, hour }) {
  return Date.parse(`${day}T00:00:00+03:00`) / 1000 + (hour ?? 0) * 3600;
}

/** @param {Metrics["spans"][number]} span @param {boolean} isOneDay */
function nameOf({ day, hour }, isOneDay) {
  const named = shortDay(day ?? "");
  if (hour === null) return named;
  return isOneDay ? hourShown(hour) : `${named}, ${hourShown(hour)}`;
}
