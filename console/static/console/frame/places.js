// Where the page of a thing is, by the type of its id.

import { found } from "./router.js";

/** @type {Record<string, string>} */
const PATHS = {
  Receipt: "/receipts/",
  PaymentRequest: "/requests/",
  Payout: "/payouts/",
  PayoutBatch: "/payouts/batches/",
  PayoutSchedule: "/payouts/schedules/",
  Invoice: "/invoices/",
  Customer: "/customers/",
  Product: "/products/",
  BillingSubscription: "/subscriptions/",
  BillingRun: "/subscriptions/runs/",
  Plan: "/subscriptions/plans/",
  Shift: "/shifts/",
  JournalEntry: "/ledger/entries/",
  Account: "/ledger/accounts/",
  Voucher: "/vouchers/",
  VoucherTemplate: "/vouchers/templates/",
  RecurringVoucher: "/vouchers/recurring/",
  Approval: "/approvals/",
  Statement: "/reconciliation/statements/",
  ReconciliationException: "/reconciliation/exceptions/",
  ReconciliationRun: "/reconciliation/",
  KycSubmission: "/kyc/",
  Till: "/settings/tills/",
  Market: "/markets/",
};

/** What an id begins with -> its type, of what may stand in the way of something; a test compares them with the server's. */
const PREFIXES = /** @type {Record<string, string>} */ ({
  rcp: "Receipt", req: "PaymentRequest", inv: "Invoice", cus: "Customer", ent: "JournalEntry", vch: "Voucher", apr: "Approval", til: "Till", mkt: "Market",
});

/** The address of what an id names, or null where it has no page. @param {string | null | undefined} id */
export function addressOfId(id) {
  const type = id && PREFIXES[id.slice(0, id.indexOf("_"))];
  return type && id ? addressOf(type, id) : null;
}

/** Its address, or null where it has no page. @param {string} type @param {string} id */
export function addressOf(type, id) {
  const path = PATHS[type];
  return path && found(path + id) ? path + id : null;
}
