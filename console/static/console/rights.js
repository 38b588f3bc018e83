// Which role may do what, so that nobody is shown a button that would refuse them. The server decides;
// this is only what to draw. A test holds it equal to the server's table.

export const RIGHTS = {
  "collections.read": ["OWNER", "ACCOUNTANT", "CASHIER", "APPROVER", "MARKET_OPERATOR", "AUDITOR"],
  "events.read": ["OWNER", "ACCOUNTANT", "CASHIER", "APPROVER", "MARKET_OPERATOR", "AUDITOR"],
  "billing.read": ["OWNER", "ACCOUNTANT", "CASHIER", "APPROVER", "AUDITOR"],
  "reconciliation.read": ["OWNER", "ACCOUNTANT", "AUDITOR"],
  "payment.request": ["OWNER", "ACCOUNTANT", "CASHIER"],
  "reconciliation.write": ["OWNER", "ACCOUNTANT"],
};

/** Codes of the businesses in which a person holds a right. */
export function businessesWith(me, right) {
  const held = me.memberships.nodes.filter((membership) => RIGHTS[right].includes(membership.role));
  return [...new Set(held.map((membership) => membership.business.code))];
}
