// What the page of figures asks.

import { operation } from "../../client/operation.js";

/** The days of periods by their names: those of the report of collections, which whoever sees this page may have. */
export const PERIODS = operation(
  "FigurePeriods",
  `query FigurePeriods($business: ID!) {
    reports(business: $business) { key periods { preset fromDay toDay } }
  }`,
);

export const FIGURES = operation(
  "Figures",
  `query Figures($business: ID!, $from: Date!, $to: Date!, $by: MetricsBy!, $till: ID) {
    metrics(business: $business, from: $from, to: $to, by: $by, till: $till) {
      fromDay
      toDay
      successTarget
      lossTarget
      total { ...FigureSpan }
      spans { ...FigureSpan day hour till { id name } }
      failures { state code message { en sw } requests { count amount } }
    }
    tills(business: $business, first: 100) { nodes { id name } }
  }
  fragment FigureSpan on MetricsSpan {
    collected { count amount }
    takenBack { count amount }
    paidOut { count amount }
    payoutsFailed { count amount }
    requests { asked { count amount } succeeded failed successRate callbacksDue callbacksLost callbackLoss meanSeconds p95Seconds }
  }`,
);
