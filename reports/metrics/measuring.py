"""What came in, what went out, and how well asking goes, by day, hour or till."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from core import days
from core.errors import InvalidInput, NotFound
from ledger.reads.selectors import one_picture, require_days
from mpesa.collections.by_day import Collected, collections_by_day, collections_by_hour
from mpesa.collections.requests.failing import Reason, reasons_of, requests_by_end
from mpesa.measuring.payouts import Payouts, payouts_by
from mpesa.measuring.requests import Requests, requests_by
from mpesa.measuring.spans import By, Span
from mpesa.models import Till
from mpesa.selectors import PAYOUT_RIGHT, RIGHT
from users.access import has_right, require_right
from users.actors import Actor, person
from users.models import Business

#: So many days at most.
MOST_DAYS: Final = {By.DAY: 400, By.HOUR: 31, By.TILL: 400}


@dataclass(frozen=True)
class Measured:
    """The figures of one span; of all of them where `span` is None. `payouts` is None for who may not read
    them."""

    span: Span | None
    collected: Collected
    requests: Requests
    payouts: Payouts | None


@dataclass(frozen=True)
class Metrics:
    """As of `at`: every day or hour of the period, or every till that is in use or has figures, in their
    order."""

    by: By
    first_day: date
    last_day: date
    at: datetime
    total: Measured
    spans: list[Measured]
    failures: list[Reason]
    tills: dict[Span, Till]


def measure(
    *, business: Business, actor: Actor, by: By, first_day: date, last_day: date, till: Till | None = None
) -> Metrics:
    """The figures of the days from one to the other, both included, in at most eight queries.

    Receipts count when they were paid, requests when they were asked, payouts when M-Pesa paid them or when
    they failed. Needs collections.read, and payout.read for payouts. Raises InvalidInput BAD_DAY, BAD_PERIOD
    beyond MOST_DAYS, NotFound of a till of another business.
    """
    require_right(actor, business, RIGHT)
    who = person(actor)
    if till is not None and till.business_id != business.pk:
        raise NotFound("till", "till")
    days.checked_day(first_day, field="from")
    days.checked_day(last_day, field="to")
    require_days(first_day, last_day)
    if (last_day - first_day).days >= MOST_DAYS[by]:
        raise InvalidInput("BAD_PERIOD", "to", f"Ask for at most {MOST_DAYS[by]} days.")
    till_id = None if till is None else till.pk
    till_ids = None if till is None else (till.pk,)
    start, end = days.day_bounds(first_day)[0], days.day_bounds(last_day)[1]
    with one_picture():
        collected = _collected(business.pk, by, first_day, last_day, till_ids)
        requests = requests_by(business.pk, by, start=start, end=end, till_id=till_id)
        ended = requests_by_end(business.pk, first_day=first_day, last_day=last_day, till_ids=till_ids)
        payouts = None
        if who is None or has_right(who, business, PAYOUT_RIGHT):
            payouts = payouts_by(business.pk, by, start=start, end=end, till_id=till_id)
        seen = {*collected, *requests.spans, *(payouts or ())}
        tills = _tills(business, till, seen) if by is By.TILL else {}
    return Metrics(
        by=by,
        first_day=first_day,
        last_day=last_day,
        at=days.now(),
        total=Measured(
            None,
            sum(collected.values(), Collected()),
            requests.total,
            None if payouts is None else sum(payouts.values(), Payouts()),
        ),
        spans=[
            Measured(
                span,
                collected.get(span, Collected()),
                requests.spans.get(span, Requests()),
                None if payouts is None else payouts.get(span, Payouts()),
            )
            for span in _spans(by, first_day, last_day, tills)
        ],
        failures=reasons_of(ended),
        tills=tills,
    )


def _collected(
    business_id: int, by: By, first_day: date, last_day: date, till_ids: tuple[int, ...] | None
) -> dict[Span, Collected]:
    """As the report of collections has it, whose query this is."""
    found: dict[Span, Collected] = defaultdict(Collected)
    of: dict[str, Any] = {"first_day": first_day, "last_day": last_day, "till_ids": till_ids}
    if by is By.HOUR:
        for hour in collections_by_hour(business_id, **of):
            found[hour.hour] += hour
    else:
        for day in collections_by_day(business_id, **of):
            found[day.day if by is By.DAY else day.till_id] += day
    return dict(found)


def _tills(business: Business, till: Till | None, seen: set[Span]) -> dict[Span, Till]:
    rows = Till.objects.filter(business=business).order_by("shortcode", "pk")
    return {
        row.pk: row
        for row in rows
        if (till is None and row.deactivated_at is None) or row.pk in seen or row == till
    }


def _spans(by: By, first_day: date, last_day: date, tills: dict[Span, Till]) -> list[Span]:
    if by is By.TILL:
        return list(tills)
    whole = [first_day + timedelta(days=number) for number in range((last_day - first_day).days + 1)]
    if by is By.DAY:
        return list(whole)
    return [days.day_bounds(day)[0] + timedelta(hours=hour) for day in whole for hour in range(24)]
