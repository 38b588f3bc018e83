// The kinds of what settles bills, and what may be done with each.

/** Papers about one bill: what they paid does not move to another. @type {string[]} */
export const STAYS = ["VAT_WITHHELD", "INCOME_TAX_WITHHELD", "WRITE_OFF"];
/** What people wrote down, and may take back. @type {string[]} */
export const BY_HAND = ["CASH", "CHEQUE", "BANK", ...STAYS];
/** What may be written down. */
export const RECORDED = /** @type {const} */ (["CASH", "CHEQUE", "BANK", "VAT_WITHHELD", "INCOME_TAX_WITHHELD"]);
