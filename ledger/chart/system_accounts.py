"""Accounts that only the system posts to."""

from __future__ import annotations

from collections.abc import Iterable

from core.errors import InvalidInput
from ledger.chart.standard import SUSPENSE, SYSTEM_ACCOUNTS
from ledger.models import Account


def require_open_to_people(accounts: Iterable[Account]) -> None:
    """Raises InvalidInput SYSTEM_ACCOUNT for an account that only the system posts to, or one below it."""
    for account in accounts:
        if system_owner(account):
            message = f"{account.code} is kept by the system; vouchers only take money out of {SUSPENSE}."
            raise InvalidInput("SYSTEM_ACCOUNT", "lines", message)


def system_owner(account: Account) -> str:
    """The code of the system's account that this one is or lies below; empty when people may post to it."""
    place: Account | None = account
    while place is not None:
        if place.code in SYSTEM_ACCOUNTS:
            return place.code
        place = place.parent
    return ""
