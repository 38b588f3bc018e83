// What is measured: how each figure is drawn, said, and where its rows are. The total, a day, an hour and a till are
// spans alike, so that every picture and every way down is made in one place.

import { decimal, drawn, shown } from "../../client/money.js";
import { t } from "./texts.js";

/** @typedef {Operations["Figures"]["data"]["metrics"]} Metrics */
/** @typedef {Metrics["total"]} Figures */
/** @typedef {Metrics["spans"][number]} Span */
/** @typedef {{ from: string, to: string, till: string | null }} Asked the days and the till that the page is about */

/**
 * @typedef {object} Measure
 * @property {"collected" | "paidOut" | "success" | "loss" | "time"} name
 * @property {string} line what the line or the bars are called
 * @property {(figures: Figures) => number | null} value for drawing; null where there is none
 * @property {(figures: Figures) => string} text the same exactly
 * @property {(figures: Figures) => string} says what stands beside it
 * @property {string} path of the list of its rows
 * @property {boolean} [bars]
 * @property {number} [top] what the height shows at least
 * @property {{ line: string, value: (figures: Figures) => number | null, text: (figures: Figures) => string }} [beside] a second, quiet line
 * @property {(value: number) => string} [shown] as the axis writes it
 * @property {(figures: Figures) => boolean} [misses] what it should reach
 */

/** @param {Metrics} metrics @returns {Measure[]} */
export function measuresOf(metrics) {
  const [reach, below] = [metrics.successTarget, metrics.lossTarget];
  return [
    {
      name: "collected", line: t("collectedLine"), bars: true, path: "/collections",
      value: ({ collected }) => drawn(collected.amount), text: ({ collected }) => shown(collected.amount), says: ({ collected }) => counted("payments", collected.count),
    },
    ...(metrics.total.paidOut ? [/** @type {Measure} */ ({
      name: "paidOut", line: t("paidOutLine"), bars: true, path: "/payouts",
      value: ({ paidOut }) => drawn(paidOut?.amount ?? "0"), text: ({ paidOut }) => shown(paidOut?.amount ?? "0"), says: ({ paidOut }) => counted("payouts", paidOut?.count ?? 0),
    })] : []),
    {
      name: "success", line: t("successLine"), path: "/requests", top: 100, shown: wholePercent,
      value: ({ requests }) => drawnRate(requests.successRate), text: ({ requests }) => rateShown(requests.successRate),
      says: ({ requests: { succeeded, failed } }) => t("paidOfEnded", { paid: number(succeeded), ended: number(succeeded + failed) }),
      beside: { line: t("target", { rate: targetShown(reach) }), value: () => drawnRate(reach), text: () => rateShown(reach) },
      misses: ({ requests }) => requests.successRate !== null && +requests.successRate < +reach,
    },
    {
      name: "loss", line: t("lossLine"), path: "/requests", top: 5, shown: wholePercent,
      value: ({ requests }) => drawnRate(requests.callbackLoss), text: ({ requests }) => rateShown(requests.callbackLoss),
      says: ({ requests: { callbacksLost, callbacksDue } }) => t("lostOfDue", { lost: number(callbacksLost), due: number(callbacksDue) }),
      beside: { line: t("limit", { rate: targetShown(below) }), value: () => drawnRate(below), text: () => rateShown(below) },
      misses: ({ requests }) => requests.callbackLoss !== null && +requests.callbackLoss >= +below,
    },
    {
      name: "time", line: t("meanLine"), path: "/requests", top: 10, shown: (value) => `${value} s`,
      value: ({ requests }) => seconds(requests.meanSeconds), text: ({ requests }) => secondsShown(requests.meanSeconds),
      says: ({ requests }) => (requests.p95Seconds === null ? "" : t("p95", { time: secondsShown(requests.p95Seconds) })),
      beside: { line: t("p95Line"), value: ({ requests }) => seconds(requests.p95Seconds), text: ({ requests }) => secondsShown(requests.p95Seconds) },
    },
  ];
}

/** The measures for which there is something; those that are left out say nothing but zero. @param {Measure[]} measures @param {Figures} total */
export function worthShowing(measures, total) {
  const { paidOut, payoutsFailed, requests } = total;
  return measures.filter(({ name }) => {
    if (name === "collected") return true;
    return name === "paidOut" ? Boolean(paidOut?.count || payoutsFailed?.count) : requests.asked.count > 0;
  });
}

/** Whether nothing at all happened. @param {Figures} total */
export function isNothing({ collected, takenBack, paidOut, payoutsFailed, requests }) {
  return !(collected.count || takenBack.count || paidOut?.count || payoutsFailed?.count || requests.asked.count);
}

/** The states of the requests that a share or a time is of. @type {Record<string, string>} */
const STATES_OF = { success: "ENDED", time: "SUCCEEDED" };

/** The list of the rows behind a figure: as many as it counts. @param {Measure} measure @param {Pick<Span, "day" | "hour" | "till">} span @param {Asked} asked */
export function rowsOf({ name, path }, span, asked) {
  const [from, to] = span.day ? [span.day, span.day] : [asked.from, asked.to];
  const hour = span.hour === null ? null : `${span.hour}`;
  const till = span.till?.id ?? asked.till;
  if (name === "paidOut") return address(path, { kind: "OTHERS", paidDay: "own", paidFrom: from, paidTo: to, paidHour: hour, till });
  return address(path, { day: "own", from, to, hour, till, state: STATES_OF[name] ?? null, callback: name === "loss" ? "LOST" : null });
}

/** The requests that ended for a reason. @param {Metrics["failures"][number]} failure @param {Asked} asked */
export function requestsOf({ state, code }, { from, to, till }) {
  return `${address("/requests", { day: "own", from, to, till, state })}&${new URLSearchParams({ code })}`;
}

/** @param {string} path @param {Record<string, string | null>} query */
function address(path, query) {
  return `${path}?${new URLSearchParams(Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : [])))}`;
}

/** "93.12 %" of "0.9312". @param {string | null} rate */
export function rateShown(rate) {
  return rate === null ? "–" : `${decimal(ofTenThousand(rate))} %`;
}

/** "95 %" of "0.95". @param {string} rate */
export function targetShown(rate) {
  return rateShown(rate).replace(/\.00 /, " ");
}

/** @param {string | null} rate */
function drawnRate(rate) {
  return rate === null ? null : +rate * 100;
}

/** "0.9312" has four decimals at most. @param {string} rate */
function ofTenThousand(rate) {
  const [whole = "0", part = ""] = rate.split(".");
  return BigInt(whole + part.padEnd(4, "0").slice(0, 4));
}

/** @param {number} value */
function wholePercent(value) {
  return `${value} %`;
}

/** @param {string | null} text */
function seconds(text) {
  return text === null ? null : tenthsOf(text) / 10;
}

/** "14.2 s", "2 min 5 s". @param {string | null} text */
export function secondsShown(text) {
  if (text === null) return "–";
  const tenths = tenthsOf(text);
  const whole = Math.floor(tenths / 10);
  if (whole < 120) return `${whole}.${tenths % 10} s`;
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Of a second, the nearest. @param {string} text */
function tenthsOf(text) {
  return Math.floor(+text * 10 + 0.5);
}

/** @param {number} count */
export const number = (count) => count.toLocaleString("en-GB");

/** @param {"payments" | "payouts" | "requests"} what @param {number} count */
export function counted(what, count) {
  const one = /** @type {const} */ ({ payments: "onePayment", payouts: "onePayout", requests: "oneRequest" });
  return t(count === 1 ? one[what] : what, { count: number(count) });
}
