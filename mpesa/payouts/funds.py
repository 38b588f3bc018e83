"""The float of a till: what its paying account holds for payouts that are not ordered yet.

Known is what Safaricom last said, by a result or a balance, and what has moved since; of a till of which it
has said nothing yet, what the books say. Every live attempt is taken off with its charge by the tariff: one
that nobody knows may be paid yet.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from core.money import Cents
from ledger.reads.selectors import balance_by_code
from mpesa.models import BalanceSnapshot, PayoutAttempt, PayoutLine, Receipt, Till
from mpesa.models.payouts import LIVE
from mpesa.tills.accounts import account_code, collecting_account


def free_funds(till: Till, line: PayoutLine) -> Cents:
    """What may be ordered now, before the buffer of the business; the caller holds the lock on the line."""
    told, at = _told(till, line)
    if told is None or at is None:
        held = balance_by_code(till.business_id, account_code(till))
    else:
        held = told + _came_in(till, at) - _went_out(till, at)
    live = PayoutAttempt.objects.filter(till=till, state__in=LIVE)
    return held - _sum(live.aggregate(sum=Sum(F("amount") + F("fee"))))


def _told(till: Till, line: PayoutLine) -> tuple[Cents | None, datetime | None]:
    """The newest word of Safaricom's on the paying account, and when it was true."""
    snapshot = (
        BalanceSnapshot.objects.filter(till=till, account=collecting_account(till), current__isnull=False)
        .order_by("-pk")
        .first()
    )
    if snapshot is None or (line.funds_at is not None and line.funds_at > snapshot.taken_at):
        return line.funds, line.funds_at
    return snapshot.available if snapshot.available is not None else snapshot.current, snapshot.taken_at


def _came_in(till: Till, since: datetime) -> Cents:
    receipts = Receipt.objects.filter(business=till.business_id, till=till, occurred_at__gt=since)
    return _sum(receipts.exclude(route__state="HELD").aggregate(sum=Sum("amount")))


def _went_out(till: Till, since: datetime) -> Cents:
    paid = PayoutAttempt.objects.filter(till=till, settled_at__gt=since, paid_at__gt=since)
    return _sum(paid.aggregate(sum=Sum(F("amount") + Coalesce(F("charge"), F("fee")))))


def _sum(found: dict[str, int | None]) -> Cents:
    return int(found["sum"] or 0)
