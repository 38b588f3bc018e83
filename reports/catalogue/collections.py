"""Collections by till and day: what M-Pesa brought, and what it took back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from mpesa.collections.by_day import DayOfTill, collections_by_day
from mpesa.models import Till
from reports.catalogue.covers import book_of, till_fact, till_group
from reports.kinds import Asked, Parameter, Report, Words
from reports.presets import Preset
from reports.sheets.description import (
    Book,
    Chart,
    Check,
    Column,
    Group,
    Kind,
    Mark,
    Row,
    Rows,
    Table,
    Tone,
    Total,
    TotalOf,
)
from users.access import Right

_DAY = Column("day", "Day", Kind.DATE, width=15)
_SUMS = (
    Column("receipts", "Receipts", Kind.INT, width=12, total=Total.SUM),
    Column("received", "Received", Kind.MONEY, total=Total.SUM),
    Column("reversals", "Reversals", Kind.INT, width=12, total=Total.SUM),
    Column(
        "taken_back",
        "Taken back",
        Kind.MONEY,
        total=Total.SUM,
        marks=(Mark("greaterThan", 0, Tone.WATCH),),
    ),
    Column("kept", "Kept", Kind.MONEY, total=Total.SUM),
)


def _describe(asked: Asked) -> Book:
    till = asked.till
    found = collections_by_day(
        asked.business.pk,
        first_day=asked.first_day,
        last_day=asked.last_day,
        till_id=None if till is None else till.pk,
    )
    days: dict[object, list[DayOfTill]] = defaultdict(list)
    tills: dict[int, list[DayOfTill]] = defaultdict(list)
    for each in found:
        days[each.day].append(each)
        tills[each.till_id].append(each)
    names = {each.pk: each for each in Till.objects.filter(pk__in=tills)}
    by_day = Table(
        "by_day",
        "By day",
        (_DAY, *_SUMS),
        (Rows((day, *_summed(each)) for day, each in days.items()),),
        "Total",
        chart=Chart("Received by day", ("received",), "day"),
        is_wide=False,
    )
    by_till = Table(
        "by_till",
        "By till and day",
        (Column("till", "Till", width=14), _DAY, *_SUMS),
        [_group(names[pk], tills[pk]) for pk in sorted(tills, key=lambda pk: names[pk].shortcode)],
        "Total",
        is_grouped=True,
        is_wide=False,
    )
    received = TotalOf("by_day", "received")
    return book_of(
        COLLECTIONS,
        asked,
        by_day,
        by_till,
        facts=(till_fact(till),),
        shown=(("Received", received), ("Kept", TotalOf("by_day", "kept"))),
        checks=(Check("Days less tills", (received,), (TotalOf("by_till", "received"),)),),
    )


def _group(till: Till, days: list[DayOfTill]) -> Group:
    rows: list[Row] = [(till.shortcode, each.day, *_summed([each])) for each in days]
    return till_group(till, rows)


def _summed(days: Iterable[DayOfTill]) -> Row:
    each = list(days)
    return (
        sum(day.receipts for day in each),
        sum(day.received for day in each),
        sum(day.reversals for day in each),
        sum(day.taken_back for day in each),
        sum(day.kept for day in each),
    )


COLLECTIONS = Report(
    key="collections",
    title=Words("Collections by till and day", "Makusanyo kwa till na siku"),
    answers=Words(
        "What M-Pesa brought on each day and till, and what it took back.",
        "M-Pesa ilileta nini kila siku na kwa kila till, na ilichukua nini tena.",
    ),
    right=Right.COLLECTIONS_READ,
    describe=_describe,
    needs=frozenset({Parameter.PERIOD}),
    takes=frozenset({Parameter.TILL}),
    presets=tuple(Preset),
)
