"""What an account lies below, and accounts that only the system posts to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Q

from core.errors import InvalidInput
from ledger.chart.standard import SUSPENSE, SYSTEM_ACCOUNTS
from ledger.models import Account

#: An account, and those above it, are at most so many (sql/account_opened.sql).
MAX_DEPTH = 10


def line_up(account: Account | None) -> Iterator[Account]:
    """The account and those above it, the nearest first. Comes to an end whatever the rows say."""
    for _ in range(MAX_DEPTH):
        if account is None:
            return
        yield account
        account = account.parent


def require_open_to_people(accounts: Iterable[Account], *, field: str = "lines") -> None:
    """Raises InvalidInput for an account that only the system posts to, or one below it: SUSPENSE_IS_PLACED
    for 2900 Suspense, SYSTEM_ACCOUNT for the others.
    """
    for account in accounts:
        owner = system_owner(account)
        if owner == SUSPENSE:
            message = f"{SUSPENSE} Suspense holds receipts: each is placed where it belongs, one by one."
            raise InvalidInput("SUSPENSE_IS_PLACED", field, message)
        if owner:
            raise InvalidInput(
                "SYSTEM_ACCOUNT", field, f"{account.code} is kept by the system: say another account."
            )


def system_owner(account: Account) -> str:
    """The code of the system's account that this one is or lies below; empty when people may post to it."""
    return next((place.code for place in line_up(account) if place.code in SYSTEM_ACCOUNTS), "")


def kept_by_system() -> Q:
    """The accounts of which `system_owner` names one."""
    asked = Q()
    for steps in range(MAX_DEPTH):
        asked |= Q(**{"__".join([*["parent"] * steps, "code", "in"]): SYSTEM_ACCOUNTS})
    return asked
