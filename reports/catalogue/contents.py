"""All reports, by key, in the order in which people are shown them."""

from __future__ import annotations

from core.errors import NotFound
from reports.catalogue.account_statement import ACCOUNT_STATEMENT
from reports.catalogue.audit_trail import AUDIT_TRAIL
from reports.catalogue.balance_sheet import BALANCE_SHEET
from reports.catalogue.collections import COLLECTIONS
from reports.catalogue.customer_statement import CUSTOMER_STATEMENT
from reports.catalogue.daily_pack import DAILY_PACK
from reports.catalogue.failed_payments import FAILED_PAYMENTS
from reports.catalogue.general_ledger import GENERAL_LEDGER
from reports.catalogue.income_statement import INCOME_STATEMENT
from reports.catalogue.itax import ITAX_EXEMPT, ITAX_GENERAL, ITAX_ZERO_RATED
from reports.catalogue.journals import QUICKBOOKS, XERO
from reports.catalogue.market_settlement import MARKET_SETTLEMENT
from reports.catalogue.monthly_pack import MONTHLY_PACK
from reports.catalogue.mpesa_cash_flow import MPESA_CASH_FLOW
from reports.catalogue.mpesa_charges import MPESA_CHARGES_REPORT
from reports.catalogue.payouts import PAYOUTS
from reports.catalogue.player_cover import PLAYER_COVER
from reports.catalogue.receivables_ageing import RECEIVABLES_AGEING
from reports.catalogue.reconciliation import RECONCILIATION
from reports.catalogue.suspense import SUSPENSE_REPORT
from reports.catalogue.tax_pack import TAX_PACK
from reports.catalogue.trial_balance import TRIAL_BALANCE
from reports.catalogue.vat import VAT
from reports.catalogue.weekly_pack import WEEKLY_PACK
from reports.catalogue.z_report import Z_REPORT
from reports.kinds import Report

REPORTS: dict[str, Report] = {
    report.key: report
    for report in (
        TRIAL_BALANCE,
        GENERAL_LEDGER,
        ACCOUNT_STATEMENT,
        INCOME_STATEMENT,
        BALANCE_SHEET,
        RECEIVABLES_AGEING,
        CUSTOMER_STATEMENT,
        Z_REPORT,
        COLLECTIONS,
        VAT,
        ITAX_GENERAL,
        ITAX_ZERO_RATED,
        ITAX_EXEMPT,
        TAX_PACK,
        FAILED_PAYMENTS,
        MPESA_CASH_FLOW,
        MPESA_CHARGES_REPORT,
        PAYOUTS,
        SUSPENSE_REPORT,
        PLAYER_COVER,
        MARKET_SETTLEMENT,
        RECONCILIATION,
        QUICKBOOKS,
        XERO,
        AUDIT_TRAIL,
        DAILY_PACK,
        WEEKLY_PACK,
        MONTHLY_PACK,
    )
}


def report_named(key: str) -> Report:
    """Raises NotFound."""
    if key not in REPORTS:
        raise NotFound("report", "report")
    return REPORTS[key]
