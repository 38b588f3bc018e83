"""The float of a till: what the account that pays holds for payouts that are not ordered yet. Phones are paid
out of the account that collects, businesses out of Working.

Known is what Safaricom last said, by a result, a balance or its verified statement, whichever is the
newest, and what has moved since; of a till of which it has said nothing yet, what the books say. Every live
attempt is taken off with its charge by the tariff: one that nobody knows may be paid yet. The statement is
read through what config/wiring registers (`register_statement_closing`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from core.money import Cents
from core.registry import Registry
from ledger.reads.selectors import balance_by_code
from mpesa.models import (
    BalanceSnapshot,
    MpesaAccount,
    PayoutAttempt,
    PayoutKind,
    PayoutLine,
    PayoutWay,
    Receipt,
    Till,
)
from mpesa.models.payouts import LIVE
from mpesa.tills.accounts import account_code, collecting_account


def paying_account(till: Till, way: str) -> MpesaAccount:
    """The M-Pesa account out of which a till pays in a way."""
    return collecting_account(till) if way == PayoutWay.B2C else MpesaAccount.WORKING


class FundsSource(StrEnum):
    """Who said what an account holds: Safaricom with the result of a payout, asked for the balance, or on the
    verified statement; else the books."""

    RESULT = "RESULT"
    BALANCE = "BALANCE"
    STATEMENT = "STATEMENT"
    BOOKS = "BOOKS"


@dataclass(frozen=True)
class Funds:
    """`free` cents, reckoned from what `source` said; `since` is when that was true, None of the books."""

    free: Cents
    source: FundsSource
    since: datetime | None


#: What the verified statement of an account of a till ends with, in cents, and when; None without one.
StatementClosing: TypeAlias = Callable[[Till, MpesaAccount], tuple[Cents, datetime] | None]
_closings: Registry[StatementClosing] = Registry("statement closing")


def register_statement_closing(name: str, closing: StatementClosing) -> None:
    """Have floats reckoned from it where it is the newest word. Called from config/wiring only."""
    _closings.register(name, closing)


def free_funds(till: Till, line: PayoutLine) -> Cents:
    """What may be ordered now, before the buffer of the business; the caller holds the lock on the line."""
    return funds_of(till, line).free


def funds_of(till: Till, line: PayoutLine) -> Funds:
    """What may be ordered now, before the buffer of the business, and how that is known."""
    live = PayoutAttempt.objects.filter(till=till, way=line.way, state__in=LIVE)
    on_the_way = _sum(live.aggregate(sum=Sum(F("amount") + F("fee"))))
    told = _told(till, line)
    if told is None:
        held = balance_by_code(till.business_id, account_code(till, paying_account(till, line.way)))
        return Funds(held - on_the_way, FundsSource.BOOKS, None)
    cents, at, source = told
    held = cents + _came_in(till, line.way, at) - _went_out(till, line.way, at)
    return Funds(held - on_the_way, source, at)


_Told: TypeAlias = tuple[Cents, datetime, FundsSource]


def _told(till: Till, line: PayoutLine) -> _Told | None:
    """The newest word of Safaricom's on the paying account, and when it was true. Of two words of one second
    a balance that was asked for counts before a result, and either before the statement."""
    account = paying_account(till, line.way)
    words: list[_Told] = []
    if snapshot := (
        BalanceSnapshot.objects.filter(till=till, account=account, current__isnull=False)
        .order_by("-pk")
        .first()
    ):
        available = snapshot.available if snapshot.available is not None else snapshot.current
        words.append((int(available or 0), snapshot.taken_at, FundsSource.BALANCE))
    if line.funds is not None and line.funds_at is not None:
        words.append((line.funds, line.funds_at, FundsSource.RESULT))
    for closing in _closings.values():
        if known := closing(till, account):
            words.append((*known, FundsSource.STATEMENT))
    return max(words, key=lambda word: word[1], default=None)


def _came_in(till: Till, way: str, since: datetime) -> Cents:
    """What customers paid, and what was moved from Working; of what comes into Working, balances tell."""
    if way != PayoutWay.B2C:
        return 0
    receipts = Receipt.objects.filter(business=till.business_id, till=till, occurred_at__gt=since)
    moved = _paid_since(till, PayoutWay.B2B, since).filter(payout__kind=PayoutKind.FLOAT)
    return _sum(receipts.exclude(route__state="HELD").aggregate(sum=Sum("amount"))) + _sum(
        moved.aggregate(sum=Sum("amount"))
    )


def _went_out(till: Till, way: str, since: datetime) -> Cents:
    paid = _paid_since(till, way, since)
    return _sum(paid.aggregate(sum=Sum(F("amount") + Coalesce(F("charge"), F("fee")))))


def _paid_since(till: Till, way: str, since: datetime) -> QuerySet[PayoutAttempt]:
    return PayoutAttempt.objects.filter(till=till, way=way, settled_at__gt=since, paid_at__gt=since)


def _sum(found: dict[str, int | None]) -> Cents:
    return int(found["sum"] or 0)
