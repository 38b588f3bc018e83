"""Collections by till, branch and day: what M-Pesa brought, and what it took back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from mpesa.collections.by_day import DayOfTill, collections_by_day
from mpesa.models import Branch, Till
from reports.catalogue.covers import AS_OF_NOW, book_of, place_facts, till_group
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

#: Columns of tills or branches that a page is wide enough for.
SIDES = 10
#: Characters above a column.
HEAD = 36
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
_PLACE = (
    Column("branch", "Branch", width=30, wraps=True),
    Column("till", "Till", width=14),
    Column("name", "Name", width=30, wraps=True),
)


class _Side(NamedTuple):
    """Tills that stand beside others in one column."""

    key: str
    title: str
    tills: frozenset[int]
    width: int = 0


def _describe(asked: Asked) -> Book:
    found = collections_by_day(
        asked.business.pk, first_day=asked.first_day, last_day=asked.last_day, till_ids=asked.till_ids
    )
    days: dict[object, list[DayOfTill]] = defaultdict(list)
    tills: dict[int, list[DayOfTill]] = defaultdict(list)
    for each in found:
        days[each.day].append(each)
        tills[each.till_id].append(each)
    rows = Till.objects.filter(pk__in=tills).select_related("branch")
    shown = sorted(rows, key=lambda till: (till.shortcode, till.pk))
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
        [_group(till, tills[till.pk]) for till in shown],
        "Total",
        is_grouped=True,
        is_wide=False,
    )
    sides = [_Side(f"till_{till.shortcode}", till.shortcode, frozenset({till.pk})) for till in shown]
    places = _branches(shown) if asked.tills is None else []
    tables = [by_day, _side_by_side("tills", days, sides), by_till]
    received, kept = TotalOf("by_day", "received"), TotalOf("by_day", "kept")
    checks = [
        Check("Days less tills", (received,), (TotalOf("by_till", "received"),)),
        Check("Kept less tills side by side", (kept,), (TotalOf("side_by_side", "kept"),)),
    ]
    facts = place_facts(asked)
    if places:
        beside = [
            _Side("branch" if branch else "no_branch", _head(branch), frozenset(till.pk for till in each), 24)
            for branch, each in places
        ]
        tables[1:1] = [_side_by_side("branches", days, beside), _by_branch(places, tills)]
        checks += [
            Check("Tills less branches", (TotalOf("by_till", "kept"),), (TotalOf("by_branch", "kept"),)),
            Check("Kept less branches side by side", (kept,), (TotalOf("branches_side_by_side", "kept"),)),
        ]
        facts += (AS_OF_NOW,)
    return book_of(
        COLLECTIONS,
        asked,
        *tables,
        facts=facts,
        shown=(("Received", received), ("Kept", kept)),
        checks=tuple(checks),
    )


def _branches(tills: Sequence[Till]) -> list[tuple[Branch | None, list[Till]]]:
    """The branches in which the tills are, by name, and those that are in none; nothing where none is in any.
    Nobody who has no branches is to read of them."""
    found: dict[Branch | None, list[Till]] = defaultdict(list)
    for till in tills:
        found[till.branch].append(till)
    named = sorted((each for each in found if each), key=lambda each: (each.name.casefold(), each.pk))
    order: list[Branch | None] = [*named, None] if None in found else [*named]
    return [(branch, found[branch]) for branch in order] if named else []


def _name(branch: Branch | None) -> str:
    return branch.name if branch else "No branch"


def _head(branch: Branch | None) -> str:
    """What two lines above a column have room for; the whole name is on the next sheet."""
    name = _name(branch)
    return name if len(name) <= HEAD else f"{name[: HEAD - 1]}…"


def _by_branch(
    places: Sequence[tuple[Branch | None, Sequence[Till]]], tills: dict[int, list[DayOfTill]]
) -> Table:
    """Each till below its branch, with the branch's sub-total."""
    groups = []
    for branch, each in places:
        rows: list[Row] = [
            (_name(branch), till.shortcode, till.name, *_summed(tills[till.pk])) for till in each
        ]
        name = f"branch_{branch.pk}" if branch else "no_branch"
        groups.append(Group(_name(branch), rows, f"Total {_name(branch)}", name=name))
    return Table("by_branch", "By branch and till", (*_PLACE, *_SUMS), groups, "Total", is_grouped=True)


def _side_by_side(
    of: Literal["tills", "branches"], days: dict[object, list[DayOfTill]], sides: Sequence[_Side]
) -> Table:
    """What each side kept, a column each; of many those that kept the most, and the others in one."""
    kept: Counter[int] = Counter()
    for each in days.values():
        for one in each:
            kept[one.till_id] += one.kept
    most = sorted(sides, key=lambda side: -sum(kept[pk] for pk in side.tills))[:SIDES]
    shown = [side for side in sides if side in most]
    columns = [
        # Tills of two environments may have one shortcode, and branches stand in the order of their names.
        Column(f"{side.key}_{place}", side.title, Kind.MONEY, side.width, Total.SUM)
        for place, side in enumerate(shown, start=1)
    ]
    others = len(sides) > len(shown)
    if others:
        columns.append(Column(f"other_{of}", f"Other {of}", Kind.MONEY, total=Total.SUM))
    rows = []
    for day, each in days.items():
        of_tills = {one.till_id: one.kept for one in each}
        row = [sum(of_tills.pop(pk, 0) for pk in side.tills) for side in shown]
        rows.append((day, *row, *([sum(of_tills.values())] if others else []), _summed(each)[-1]))
    return Table(
        "side_by_side" if of == "tills" else "branches_side_by_side",
        f"{of.title()} side by side",
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
    title=Words("Collections by till and day", "Makusanyo kwa tili na siku"),
    answers=Words(
        "What M-Pesa brought on each day, till and branch, and what it took back.",
        "M-Pesa ilileta nini kila siku, kwa kila tili na tawi, na ilichukua nini tena.",
    ),
    right=Right.COLLECTIONS_READ,
    describe=_describe,
    needs=frozenset({Parameter.PERIOD}),
    takes=frozenset({Parameter.BRANCH, Parameter.TILL}),
    presets=tuple(Preset),
)
