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

#: Columns of tills that a page is wide enough for.
TILLS = 10
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
    received, kept = TotalOf("by_day", "received"), TotalOf("by_day", "kept")
    return book_of(
        COLLECTIONS,
        asked,
        by_day,
        _side_by_side(days, tills, names),
        by_till,
        facts=(till_fact(till),),
        shown=(("Received", received), ("Kept", kept)),
        checks=(
            Check("Days less tills", (received,), (TotalOf("by_till", "received"),)),
            Check("Kept less tills side by side", (kept,), (TotalOf("side_by_side", "kept"),)),
        ),
    )


def _side_by_side(
    days: dict[object, list[DayOfTill]], tills: dict[int, list[DayOfTill]], names: dict[int, Till]
) -> Table:
    """What each till kept, a column each; of many tills those that kept the most, and the others in one."""
    kept = {pk: sum(day.kept for day in each) for pk, each in tills.items()}
    most = sorted(kept, key=lambda pk: (-kept[pk], names[pk].shortcode))[:TILLS]
    shown = sorted(most, key=lambda pk: names[pk].shortcode)
    columns = [
        # Of another environment there may be a till with the same shortcode.
        Column(f"till_{names[pk].shortcode}_{place}", names[pk].shortcode, Kind.MONEY, total=Total.SUM)
        for place, pk in enumerate(shown, start=1)
    ]
    others = len(tills) > len(shown)
    if others:
        columns.append(Column("other_tills", "Other tills", Kind.MONEY, total=Total.SUM))
    rows = []
    for day, each in days.items():
        of_tills = {one.till_id: one.kept for one in each}
        row = [of_tills.pop(pk, 0) for pk in shown]
        rows.append((day, *row, *([sum(of_tills.values())] if others else []), _summed(each)[-1]))
    return Table(
        "side_by_side",
        "Tills side by side",
        (_DAY, *columns, Column("kept", "Kept", Kind.MONEY, total=Total.SUM)),
        (Rows(rows),),
        "Total",
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
