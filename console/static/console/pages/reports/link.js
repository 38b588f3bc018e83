// The way from a page to the report about what it shows: the form, filled in as far as the page knows.

import { html } from "../../vendor/htm-preact.js";
import { may } from "../../frame/session.js";
import { Icon } from "../../parts/icon.js";
import { t } from "./texts.js";

/** Who may have the reports to which pages lead. @type {Record<string, string>} */
const RIGHTS = {
  TRIAL_BALANCE: "ledger.read", GENERAL_LEDGER: "ledger.read", ACCOUNT_STATEMENT: "ledger.read", INCOME_STATEMENT: "ledger.read", BALANCE_SHEET: "ledger.read", VAT: "ledger.read",
  MARKET_SETTLEMENT: "ledger.read", CUSTOMER_STATEMENT: "billing.read", RECEIVABLES_AGEING: "billing.read", Z_REPORT: "billing.read", RECONCILIATION: "reconciliation.read",
  COLLECTIONS: "collections.read", SUSPENSE: "ledger.read", AUDIT_TRAIL: "audit.read", MPESA_CASH_FLOW: "ledger.read",
};

/** @param {string} report @param {Record<string, string | null | undefined>} [about] */
export function reportAddress(report, about = {}) {
  const query = { report, ...about };
  return `/reports?${new URLSearchParams(Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : [])))}`;
}

/** @param {{ report: string, about?: Record<string, string | null | undefined>, text?: string }} props */
export function ReportLink({ report, about = {}, text = t("asFile") }) {
  if (!may(RIGHTS[report] ?? null)) return null;
  return html`<a class="button quiet" href=${reportAddress(report, about)}><${Icon} name="download" />${text}</a>`;
}
