// What is read around a form of lines: the accounts, and what one person may post alone.

import { cents, isZero } from "../../client/money.js";

/** @typedef {Operations["WritingVoucher"]["data"]} Around */

/** @param {Around} around @returns {import("./account_field.js").Chart} */
export function chartOf(around) {
  return { known: around.accounts.nodes, whole: !around.accounts.pageInfo.hasNextPage };
}

/** What one person may post alone; nothing where nobody said. @param {Around} around */
export function limitOf({ node }) {
  return (node && "soloLimit" in node ? node.soloLimit : null) ?? "0.00";
}

/** Whether a sum is within what one person may post alone. @param {string} sum @param {string} limit */
export function within(sum, limit) {
  return !isZero(sum) && cents(sum) <= cents(limit);
}
