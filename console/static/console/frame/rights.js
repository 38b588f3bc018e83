// Which role may do what, so that nobody is shown a button that would refuse them. The server decides; this is only
// what to draw. A test holds it equal to the server's table.

/** @type {Record<string, string[]>} */
export const RIGHTS = {
  "business.read": ["OWNER", "ACCOUNTANT", "CASHIER", "APPROVER", "MARKET_OPERATOR", "AUDITOR", "PLAYER"],
  "ledger.read": ["OWNER", "ACCOUNTANT", "APPROVER", "AUDITOR"],
  "wallet.read": ["OWNER", "ACCOUNTANT", "APPROVER", "AUDITOR", "PLAYER"],
  "collections.read": ["OWNER", "ACCOUNTANT", "CASHIER", "APPROVER", "MARKET_OPERATOR", "AUDITOR"],
  "billing.read": ["OWNER", "ACCOUNTANT", "CASHIER", "APPROVER", "AUDITOR"],
  "reconciliation.read": ["OWNER", "ACCOUNTANT", "APPROVER", "AUDITOR"],
  "payout.read": ["OWNER", "ACCOUNTANT", "APPROVER", "AUDITOR"],
  "audit.read": ["OWNER", "AUDITOR"],
  "phone.read": ["OWNER", "ACCOUNTANT", "CASHIER"],
  "events.read": ["OWNER", "ACCOUNTANT", "CASHIER", "APPROVER", "MARKET_OPERATOR", "AUDITOR"],
  "alert.read": ["OWNER", "ACCOUNTANT", "AUDITOR"],
  "approval.read": ["OWNER", "ACCOUNTANT", "APPROVER", "MARKET_OPERATOR", "AUDITOR"],
  "kyc.read": ["OWNER", "ACCOUNTANT", "APPROVER", "PLAYER"],
  "till.manage": ["OWNER"],
  "member.manage": ["OWNER"],
  "business.manage": ["OWNER"],
  "alert.resolve": ["OWNER"],
  "approval.decide": ["OWNER", "APPROVER"],
  "kyc.submit": ["PLAYER"],
  "kyc.review": ["OWNER", "ACCOUNTANT", "APPROVER"],
  "ledger.write": ["OWNER", "ACCOUNTANT"],
  "payment.request": ["OWNER", "ACCOUNTANT", "CASHIER"],
  "period.close": ["OWNER", "ACCOUNTANT"],
  "billing.write": ["OWNER", "ACCOUNTANT", "CASHIER"],
  "reconciliation.write": ["OWNER", "ACCOUNTANT"],
  "payout.request": ["OWNER", "ACCOUNTANT"],
  "payout.manage": ["OWNER"],
  "wallet.withdraw": ["PLAYER"],
};
