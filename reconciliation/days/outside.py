"""What Safaricom says of days that no statement has: snapshots of balances, and Pull Transactions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from core.days import accounting_day, day_bounds
from core.money import Cents
from mpesa.balances.chain import charge_bound
from mpesa.models import BalanceSnapshot, MpesaAccount, PullRun, PullState, Receipt, Till
from mpesa.tills.accounts import account_code
from reconciliation.days.balances import AtMidnight, Snapshot, carried, nearest, span_of
from reconciliation.days.lines import Key, asked_about, booked_within, read
from reconciliation.verified.changes import DAY, Span, days_without
from reconciliation.verified.coverage import Piece

_UNPULLED = """
SELECT (receipt.occurred_at AT TIME ZONE 'Africa/Nairobi')::date AS day,
       sum(coalesce(told.amount, 0) - receipt.amount)
FROM mpesa_receipt receipt
LEFT JOIN LATERAL (
    SELECT evidence.amount FROM mpesa_evidence evidence
    WHERE evidence.receipt_id = receipt.id AND evidence.channel = 'PULL' ORDER BY evidence.id DESC LIMIT 1
) told ON true
WHERE receipt.business_id = %(business)s AND receipt.till_id = %(till)s
  AND receipt.occurred_at >= %(start)s AND receipt.occurred_at < %(end)s
GROUP BY 1
"""


def midnights_of(till: Till, wanted: Iterable[Key]) -> dict[Key, AtMidnight]:
    """What snapshots say of the midnights at which days begin, and at which they end."""
    keys = sorted({key for account, day in wanted for key in ((account, day), (account, day + DAY))})
    if not keys:
        return {}
    first, last = min(day for _, day in keys), max(day for _, day in keys)
    taken: defaultdict[str, list[Snapshot]] = defaultdict(list)
    rows = BalanceSnapshot.objects.filter(
        till=till,
        account__in=MpesaAccount.values,
        current__isnull=False,
        taken_at__gte=day_bounds(first - DAY)[0],
        taken_at__lt=day_bounds(last)[1],
    )
    for account, at, balance in rows.order_by("pk").values_list("account", "taken_at", "current"):
        taken[account].append(Snapshot(at, int(balance or 0)))
    chosen = []
    for account, day in keys:
        midnight = day_bounds(day)[0]
        snapshot = nearest(taken[account], midnight)
        if snapshot is not None:
            chosen.append(((account, day), snapshot, midnight))
    spans = [
        (account_code(till, MpesaAccount(key[0])), *span_of(snapshot, midnight))
        for key, snapshot, midnight in chosen
    ]
    lines = booked_within(till, spans)
    found: dict[Key, AtMidnight] = {}
    for place, (key, snapshot, midnight) in enumerate(chosen):
        said = carried(snapshot, midnight, lines.get(place, []))
        if said is not None:
            found[key] = said
    return found


def pulled_days(till: Till, wanted: Sequence[date]) -> dict[date, Cents]:
    """By day for the whole of which Pull was asked: how much more it showed than is booked."""
    start, end = day_bounds(min(wanted))[0], day_bounds(max(wanted))[1]
    runs = PullRun.objects.filter(till=till, state=PullState.DONE, from_at__lt=end, to_at__gt=start)
    windows = [
        Piece(from_at, to_at, 0)
        for from_at, to_at in runs.order_by("from_at").values_list("from_at", "to_at")
    ]
    lacking = days_without(windows, start, end)
    asked = [day for day in wanted if day not in lacking]
    if not asked:
        return {}
    told = dict(read(_UNPULLED, asked_about(till, Span(min(asked), max(asked)))))
    return {day: int(told.get(day, 0)) for day in asked}


def dearest_charges(till: Till, wanted: Sequence[date]) -> dict[date, Cents]:
    """What the payments of days may have cost at most."""
    start, end = day_bounds(min(wanted))[0], day_bounds(max(wanted))[1]
    found: defaultdict[date, Cents] = defaultdict(int)
    receipts = Receipt.objects.filter(
        business=till.business_id, till=till, occurred_at__gte=start, occurred_at__lt=end
    )
    for amount, at in receipts.values_list("amount", "occurred_at").iterator(chunk_size=10_000):
        found[accounting_day(at)] += charge_bound(amount)
    return found
