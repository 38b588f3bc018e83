"""The ledger accounts that mirror the M-Pesa accounts of a till."""

from __future__ import annotations

from ledger.chart.standard import MPESA
from mpesa.models import MpesaAccount, Till, TillKind


def collecting_account(till: Till) -> MpesaAccount:
    """The M-Pesa account in which customers' payments arrive."""
    return MpesaAccount.MERCHANT if till.kind == TillKind.TILL else MpesaAccount.UTILITY


def account_code(till: Till, account: MpesaAccount | None = None) -> str:
    """Code of the ledger account that mirrors an M-Pesa account; by default the one that collects."""
    return f"{MPESA}-{till.shortcode}-{(account or collecting_account(till)).value}"
