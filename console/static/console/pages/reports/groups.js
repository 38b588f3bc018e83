// In which part of the catalogue a report stands. What is not named here stands among the others, so that a new report
// is never missing.

/** @typedef {Operations["ReportCatalogue"]["data"]["reports"][number]} Report */

const GROUPS = /** @type {const} */ ([
  ["money", ["COLLECTIONS", "FAILED_PAYMENTS", "SUSPENSE", "PAYOUTS", "MPESA_CASH_FLOW", "MPESA_CHARGES", "RECONCILIATION"]],
  ["customers", ["RECEIVABLES_AGEING", "CUSTOMER_STATEMENT", "Z_REPORT"]],
  ["books", ["TRIAL_BALANCE", "GENERAL_LEDGER", "ACCOUNT_STATEMENT", "INCOME_STATEMENT", "BALANCE_SHEET"]],
  ["taxes", ["VAT", "TAX_PACK"]],
  ["markets", ["MARKET_SETTLEMENT", "PLAYER_COVER"]],
  ["packs", ["DAILY_PACK", "WEEKLY_PACK", "MONTHLY_PACK"]],
]);

/** @param {readonly Report[]} reports */
export function grouped(reports) {
  const known = GROUPS.flatMap(([, keys]) => /** @type {readonly string[]} */ (keys));
  const groups = [
    ...GROUPS.map(([name, keys]) => ({ name, reports: keys.flatMap((key) => reports.filter((report) => report.key === key)) })),
    { name: /** @type {const} */ ("others"), reports: reports.filter(({ key }) => !known.includes(key)) },
  ];
  return groups.filter((group) => group.reports.length);
}
