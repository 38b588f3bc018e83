// In which part of the catalogue a report stands. What is not named here stands among the others, so that a new report
// is never missing.

/** @typedef {Operations["ReportCatalogue"]["data"]["reports"][number]} Report */

const GROUPS = /** @type {const} */ ([
  ["money", ["COLLECTIONS", "FAILED_PAYMENTS", "SUSPENSE", "PAYOUTS", "MPESA_CASH_FLOW", "MPESA_CHARGES", "RECONCILIATION"]],
  ["customers", ["RECEIVABLES_AGEING", "CUSTOMER_STATEMENT", "Z_REPORT"]],
  ["books", ["TRIAL_BALANCE", "GENERAL_LEDGER", "ACCOUNT_STATEMENT", "INCOME_STATEMENT", "BALANCE_SHEET"]],
  ["taxes", ["VAT", "ITAX_GENERAL_SALES", "ITAX_ZERO_RATED_SALES", "ITAX_EXEMPT_SALES", "TAX_PACK"]],
  ["markets", ["MARKET_SETTLEMENT", "PLAYER_COVER"]],
  ["packs", ["DAILY_PACK", "WEEKLY_PACK", "MONTHLY_PACK"]],
]);

/** They say nothing to a business that runs no markets. */
const OF_MARKETS = ["MARKET_SETTLEMENT", "PLAYER_COVER", "TAX_PACK"];

/** What accountants call a report that says it otherwise, in English and Swahili. @type {Record<string, string>} */
const ALSO = {
  RECEIVABLES_AGEING: "aged debtors wadaiwa", CUSTOMER_STATEMENT: "debtors mdaiwa", INCOME_STATEMENT: "profit and loss p&l faida na hasara",
  BALANCE_SHEET: "statement of financial position", GENERAL_LEDGER: "nominal ledger transactions", SUSPENSE: "unidentified unallocated",
  MPESA_CHARGES: "costs tariff", AUDIT_TRAIL: "log", Z_REPORT: "cash up till",
};

/** The reports that say something here, and those of what the business does not do. @param {readonly Report[]} reports @param {boolean} hasMarkets */
export function parted(reports, hasMarkets) {
  const isStrange = (/** @type {Report} */ { key }) => !hasMarkets && OF_MARKETS.includes(key);
  return { own: reports.filter((report) => !isStrange(report)), strange: reports.filter(isStrange) };
}

/** Those that are called so, by us or by others, or say so. @param {readonly Report[]} reports @param {string} text */
export function found(reports, text) {
  const parts = plain(text).split(" ").filter(Boolean);
  return reports.filter(({ key, title, answers }) => parts.every((part) => plain(`${title} ${answers} ${ALSO[key] ?? ""}`).includes(part)));
}

/** @param {string} text */
const plain = (text) => text.toLowerCase().trim();

/** @param {readonly Report[]} reports */
export function grouped(reports) {
  const known = GROUPS.flatMap(([, keys]) => /** @type {readonly string[]} */ (keys));
  const groups = [
    ...GROUPS.map(([name, keys]) => ({ name, reports: keys.flatMap((key) => reports.filter((report) => report.key === key)) })),
    { name: /** @type {const} */ ("others"), reports: reports.filter(({ key }) => !known.includes(key)) },
  ];
  return groups.filter((group) => group.reports.length);
}
