// What each kind of alert means, what to do about it, and the page where that is done.

import { addressOf } from "./places.js";
import { found } from "./router.js";
import { may } from "./session.js";
import { t } from "./texts.js";

/** Kind -> the page, of those that a role may have. */
const PAGES = /** @type {const} */ ({
  LEDGER_BROKEN: "/settings/audit",
  WORK_FAILS: "/operations",
  HOOKS_FILLING: "/settings/tills",
  RETIRED_ADDRESS_USED: "/settings/tills",
  INBOX_BEHIND: "/operations",
  INITIATOR_REFUSED: "/settings/tills",
  ENQUIRY_UNANSWERED: "/collections",
  DEAD_LETTER: "/collections/inbox",
  HEADS_NOT_KEPT: "/operations",
  ETIMS_STUCK: "/invoices/etims",
  MARKET_OVERDUE: "/markets",
  PRIZES_UNPAID: "/markets",
  TILL_SILENT: "/settings/tills",
  CHAIN_HOLE: "/settings/tills",
  PULL_FAILS: "/settings/tills",
  REQUEST_SILENT: "/collections",
  REQUESTS_FAIL: "/collections",
  QUERIES_FAIL: "/settings/tills",
  TOKEN_FAILS: "/settings/tills",
  SUSPENSE_OLD: "/suspense",
  AMOUNT_DIFFERS: "/requests",
  CREDENTIALS_OLD: "/settings/tills",
  PAYOUT_LINE_STOPPED: "/payouts/float",
  PAYOUT_FLOAT_SHORT: "/payouts/float",
  PAYOUT_PAID_TWICE: "/payouts",
  REFUND_PAID_TWICE: "/payouts",
  PAYOUT_SCHEDULE_HELD: "/payouts/schedules",
  PAYOUT_UNKNOWN: "/payouts/unknown",
  PAYOUTS_FAIL: "/payouts",
  PACK_NOT_MADE: "/reports",
});

/** @param {string} code @returns {{ title: string, says: string, address: string | null }} */
export function remedyOf(code) {
  if (!(code in PAGES)) return { title: saidOf({ code }), says: t("remedyUnknown"), address: null };
  const known = /** @type {keyof typeof PAGES} */ (code);
  const route = found(PAGES[known])?.route;
  return { title: t(known), says: t(`${known}_DO`), address: route && may(route.right) ? PAGES[known] : null };
}

/** The page of what an alert is about, or else the one where its kind is mended. @param {{ code: string, subject?: { __typename: string, id: string } | null }} alert */
export const placeOf = ({ code, subject }) => (subject && addressOf(subject.__typename, subject.id)) || remedyOf(code).address;

/** What was counted, of which more is to be said than that it is so. */
const COUNTED = /** @type {const} */ (["NO_TOKEN", "FAILED", "ENDED", "RECEIPTS_IN_SUSPENSE", "DAYS", "REQUESTS_OPEN", "HOLES", "ORDERS_UNKNOWN"]);
const SAID_ALREADY = new Set(["NO_CALLBACK", "AMOUNT_DIFFERS"]);

/** What was found, in words. @param {{ detail?: string | null, counts: readonly { code: string, count: number }[] }} alert */
export function foundBy({ detail, counts }) {
  return detail ?? counts.filter(({ code }) => !SAID_ALREADY.has(code)).map(countSaid).join(", ");
}

/** @param {{ code: string, count: number }} counted */
function countSaid({ code, count }) {
  const known = COUNTED.find((each) => each === code);
  return `${known ? t(`COUNT_${known}`) : saidOf({ code })}: ${count}`;
}

/** A code as people read it. @param {{ code: string }} thing */
export function saidOf({ code }) {
  const text = code.toLowerCase().replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
