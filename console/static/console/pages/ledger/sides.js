// On which side of the books an account stands.

import { cents, decimal } from "../../client/money.js";

export const KINDS = /** @type {const} */ (["ASSET", "LIABILITY", "EQUITY", "INCOME", "EXPENSE"]);
const DEBITS = ["ASSET", "EXPENSE"];

/** A balance (positive on the normal side of its kind) where it stands on this side, or null.
 * @param {"debit" | "credit"} side @param {string} kind @param {string} balance */
export function onSide(side, kind, balance) {
  const normal = DEBITS.includes(kind) ? "debit" : "credit";
  const count = side === normal ? cents(balance) : -cents(balance);
  return count > 0n ? decimal(count) : null;
}
