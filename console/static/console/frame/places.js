// Where the page of a thing is, by the type of its id.

import { found } from "./router.js";

/** @type {Record<string, string>} */
const PATHS = {
  Receipt: "/receipts/",
  PaymentRequest: "/requests/",
  Invoice: "/invoices/",
  Customer: "/customers/",
  JournalEntry: "/ledger/entries/",
  Account: "/ledger/accounts/",
  Voucher: "/vouchers/",
  VoucherTemplate: "/vouchers/templates/",
  RecurringVoucher: "/vouchers/recurring/",
  Approval: "/approvals/",
  Statement: "/reconciliation/statements/",
  ReconciliationRun: "/reconciliation/",
  KycSubmission: "/kyc/",
  Till: "/settings/tills/",
};

/** Its address, or null where it has no page. @param {string} type @param {string} id */
export function addressOf(type, id) {
  const path = PATHS[type];
  return path && found(path + id) ? path + id : null;
}
