"""Payouts with their orders and what the books say of them, for a report. Amounts in cents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from django.db import connection
from django.db.models import Count, Model, QuerySet, Sum

from core.days import day_bounds
from core.money import Cents
from ledger.chart.standard import PAYOUTS_IN_FLIGHT
from ledger.reads.selectors import balance_by_code
from mpesa.collections.receipts import AGAIN
from mpesa.models import AttemptState, Payout, PayoutAttempt, PayoutBatch, PayoutState
from mpesa.models.payouts import OWN_MOVES, WITH_RESERVE
from mpesa.payouts.booked import charges_of_attempts

_Rows = TypeVar("_Rows", bound=Model)
CHUNK = 2_000
#: States in which nothing more happens by itself.
_ENDED = (PayoutState.PAID, PayoutState.FAILED, PayoutState.CANCELLED, PayoutState.REVERSED)
#: A payment stands in the books under its receipt; a move of own float is a sweep, which may have been booked
#: anew after it was undone.
_BOOKED = """
SELECT COALESCE(sum(line.credit), 0)
FROM mpesa_payout AS payout
JOIN mpesa_payoutattempt AS attempt ON attempt.payout_id = payout.id AND attempt.state = 'PAID'
JOIN mpesa_till AS till ON till.id = attempt.till_id
CROSS JOIN LATERAL unnest(
    CASE WHEN payout.kind = 'FLOAT' THEN %(sweeps)s::text[] ELSE ARRAY['payout'] END) AS named (leg)
JOIN ledger_entry AS entry ON entry.business_id = payout.business_id
 AND entry.reference = 'mpesa:' || till.shortcode || ':' || attempt.receipt || ':' || named.leg
JOIN ledger_line AS line ON line.entry_id = entry.id
JOIN ledger_account AS account ON account.id = line.account_id AND account.code LIKE '1010-%%'
WHERE payout.business_id = %(business)s
  AND payout.created_at >= %(start)s AND payout.created_at < %(end)s
  AND (%(tills)s::bigint[] IS NULL OR payout.till_id = ANY(%(tills)s))
  AND NOT EXISTS (SELECT FROM ledger_entry AS undoing WHERE undoing.reverses_id = entry.id)
"""


@dataclass(frozen=True)
class PayoutsOfDays:
    """Payouts of a business that were asked for on accounting days, both included, maybe of some tills
    alone."""

    business_id: int
    first_day: date
    last_day: date
    till_ids: Collection[int] | None = None

    def among(self, rows: QuerySet[_Rows]) -> QuerySet[_Rows]:
        rows = rows.filter(
            business=self.business_id,
            created_at__gte=day_bounds(self.first_day)[0],
            created_at__lt=day_bounds(self.last_day)[1],
        )
        return rows if self.till_ids is None else rows.filter(till__in=self.till_ids)


@dataclass(frozen=True)
class PayoutLine:
    """A payout with what its orders paid, what Safaricom is known to have taken for that, and under which
    receipts."""

    payout: Payout
    paid: Cents
    charge: Cents
    receipts: tuple[str, ...]
    paid_at: datetime | None


def payout_lines(of_days: PayoutsOfDays) -> Iterator[PayoutLine]:
    """The payouts, as they were asked for; read a few thousand at a time."""
    rows = of_days.among(Payout.objects.all()).select_related("till", "payee").order_by("created_at", "pk")
    waiting = rows.iterator(chunk_size=CHUNK)
    while batch := list(islice(waiting, CHUNK)):
        paid = PayoutAttempt.objects.filter(payout__in=[row.pk for row in batch], state=AttemptState.PAID)
        orders: defaultdict[int, list[PayoutAttempt]] = defaultdict(list)
        for order in paid.order_by("payout", "number"):
            orders[order.payout_id].append(order)
        charges = charges_of_attempts([order.pk for each in orders.values() for order in each])
        for row in batch:
            mine = orders.get(row.pk, [])
            yield PayoutLine(
                row,
                sum(order.amount for order in mine),
                sum(charges.get(order.pk, 0) for order in mine),
                tuple(order.receipt for order in mine),
                max((order.paid_at for order in mine if order.paid_at), default=None),
            )


def payouts_by_state(of_days: PayoutsOfDays) -> list[tuple[PayoutState, int, Cents]]:
    """(state, payouts, their cents) of the states in which there are some, in their order."""
    rows = of_days.among(Payout.objects.all()).order_by().values("state")
    sums = rows.annotate(count=Count("pk"), sum=Sum("amount")).values_list("state", "count", "sum")
    found = {state: (count, int(amount)) for state, count, amount in sums}
    return [(state, *found[state]) for state in PayoutState if state in found]


def failed_payouts(business_id: int, *, first_day: date, last_day: date) -> QuerySet[Payout]:
    """Payments to others of which it was known on these accounting days, both included, that they failed; in
    that order, whenever they were asked for."""
    failed = Payout.objects.filter(
        business=business_id,
        state=PayoutState.FAILED,
        settled_at__gte=day_bounds(first_day)[0],
        settled_at__lt=day_bounds(last_day)[1],
    )
    rows = failed.exclude(kind__in=OWN_MOVES).select_related("till", "payee")
    return rows.order_by("settled_at", "pk")


@dataclass(frozen=True)
class BatchLine:
    """A batch, and its payouts that were paid, that wait, and that will not be paid."""

    batch: PayoutBatch
    paid: Cents
    waiting: Cents
    over: Cents


def batch_lines(of_days: PayoutsOfDays) -> list[BatchLine]:
    """The batches of these days, oldest first. Two queries."""
    batches = list(
        of_days.among(PayoutBatch.objects.all()).select_related("till").order_by("created_at", "pk")
    )
    rows = Payout.objects.filter(batch__in=batches).order_by().values("batch", "state")
    sums: defaultdict[int, dict[str, Cents]] = defaultdict(dict)
    for batch, state, amount in rows.annotate(sum=Sum("amount")).values_list("batch", "state", "sum"):
        sums[batch][state] = int(amount)
    return [
        BatchLine(
            batch,
            paid=sums[batch.pk].get(PayoutState.PAID, 0),
            waiting=sum(cents for state, cents in sums[batch.pk].items() if state not in _ENDED),
            over=sum(sums[batch.pk].get(state, 0) for state in _ENDED if state != PayoutState.PAID),
        )
        for batch in batches
    ]


@dataclass(frozen=True)
class PayoutsInBooks:
    """`booked` has left the M-Pesa accounts by the entries of the payouts of these days. Of all payouts, as
    of now: `reserved` is set aside by what they say, `in_flight` by 2400."""

    booked: Cents
    reserved: Cents
    in_flight: Cents


def payouts_in_books(of_days: PayoutsOfDays) -> PayoutsInBooks:
    given = {
        "business": of_days.business_id,
        "tills": None if of_days.till_ids is None else list(of_days.till_ids),
        "start": day_bounds(of_days.first_day)[0],
        "end": day_bounds(of_days.last_day)[1],
        "sweeps": list(AGAIN["sweep"]),
    }
    with connection.cursor() as cursor:
        cursor.execute(_BOOKED, given)
        ((booked,),) = cursor.fetchall()
    held = Payout.objects.filter(business=of_days.business_id, state__in=WITH_RESERVE)
    return PayoutsInBooks(
        booked=int(booked),
        reserved=int(held.aggregate(sum=Sum("amount"))["sum"] or 0),
        in_flight=balance_by_code(of_days.business_id, PAYOUTS_IN_FLIGHT),
    )
