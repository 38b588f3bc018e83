"""Which accounts have statements: the M-Pesa accounts of each till, and the bank accounts of a business.

Each has a book of its own (reconciliation/verified) and is proved by itself. An M-Pesa account is known by
its till and its word, `utility`; a bank account by its code in the chart, `1100` or `1100-2`. A bank account
is the business's and no till's: so that every book has the same key of two parts, its rows stand under the
oldest till of the business (docs/decisions/0010-bank-accounts.md).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

from core.errors import InvalidInput
from ledger.chart.standard import BANK
from ledger.models import Account
from mpesa.models import MpesaAccount, Till
from mpesa.tills.accounts import account_code

_BANK = re.compile(rf"{BANK}(-[1-9][0-9]{{0,6}})?")


class AccountKind(StrEnum):
    """M-Pesa's accounts, each by its name, and BANK for those of banks."""

    UTILITY = "utility"
    WORKING = "working"
    CHARGES_PAID = "charges"
    SETTLEMENT = "settlement"
    MERCHANT = "merchant"
    BANK = "bank"


assert {*AccountKind} - {AccountKind.BANK} == {*MpesaAccount.values}


def is_bank(account: str) -> bool:
    """Whether an account of statements is a bank's, and not one that Safaricom keeps."""
    return _BANK.fullmatch(account) is not None


def kind_of_account(account: str) -> AccountKind:
    """What kind of account it is."""
    return AccountKind.BANK if is_bank(account) else AccountKind(account)


def ledger_code(till: Till, account: str) -> str:
    """Code of the account of the books that mirrors it."""
    return account if is_bank(account) else account_code(till, MpesaAccount(account))


def account_shown(account: str) -> str:
    """Its name, for people."""
    return f"Bank {account}" if is_bank(account) else str(MpesaAccount(account).label)


def accounts_named(places: Collection[tuple[Any, int, str]]) -> dict[Any, Account]:
    """Key -> the bank account of the books, of (key, business, account); none for M-Pesa's. One query."""
    wanted = {key: (business, account) for key, business, account in places if is_bank(account)}
    found = Account.objects.filter(
        business__in={business for business, _ in wanted.values()},
        code__in={code for _, code in wanted.values()},
    )
    known = {(row.business_id, row.code): row for row in found} if wanted else {}
    return {key: known[place] for key, place in wanted.items() if place in known}


def bank_accounts(business_id: int) -> QuerySet[Account]:
    """1100 and the accounts right below it, as the chart opens them, by code."""
    below = Q(code__regex=rf"^{BANK}-[1-9][0-9]{{0,6}}$")
    return Account.objects.filter(Q(code=BANK) | below, business=business_id).order_by("code")


def require_bank_account(business_id: int, code: str) -> None:
    """Raises InvalidInput ACCOUNT_UNKNOWN for what is no bank account of the business."""
    if not is_bank(code) or not bank_accounts(business_id).filter(code=code).exists():
        raise InvalidInput("ACCOUNT_UNKNOWN", "account", f"There is no bank account {code} in the books.")


def home_of(business_id: int) -> Till:
    """The till under which the books of the business's bank accounts stand: its oldest.

    Raises InvalidInput NO_TILL for a business without one.
    """
    till = Till.objects.filter(business=business_id).select_related("business").order_by("pk").first()
    if till is None:
        raise InvalidInput("NO_TILL", "account", "Add a till first: bank accounts are proved beside it.")
    return till
