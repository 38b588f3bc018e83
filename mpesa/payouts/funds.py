"""The float of a till: what the account that pays holds for payouts that are not ordered yet. Phones are paid
out of the account that collects, businesses out of Working.

Known is what Safaricom last said, by a result or a balance, and what has moved since; of a till of which it
has said nothing yet, what the books say. Every live attempt is taken off with its charge by the tariff: one
that nobody knows may be paid yet.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from core.money import Cents
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


def free_funds(till: Till, line: PayoutLine) -> Cents:
    """What may be ordered now, before the buffer of the business; the caller holds the lock on the line."""
    told, at = _told(till, line)
    if told is None or at is None:
        held = balance_by_code(till.business_id, account_code(till, paying_account(till, line.way)))
    else:
        held = told + _came_in(till, line.way, at) - _went_out(till, line.way, at)
    live = PayoutAttempt.objects.filter(till=till, way=line.way, state__in=LIVE)
    return held - _sum(live.aggregate(sum=Sum(F("amount") + F("fee"))))


def _told(till: Till, line: PayoutLine) -> tuple[Cents | None, datetime | None]:
    """The newest word of Safaricom's on the paying account, and when it was true."""
    snapshot = (
        BalanceSnapshot.objects.filter(
            till=till, account=paying_account(till, line.way), current__isnull=False
        )
        .order_by("-pk")
        .first()
    )
    if snapshot is None or (line.funds_at is not None and line.funds_at > snapshot.taken_at):
        return line.funds, line.funds_at
    return snapshot.available if snapshot.available is not None else snapshot.current, snapshot.taken_at


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
