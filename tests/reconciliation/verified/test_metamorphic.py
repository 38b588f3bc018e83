"""The same history in whatever files, rows, order and number: the same verified statement, the same proof."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.machine.jobs import drain_queue
from ledger.reads.selectors import balance_by_code
from mpesa.models import Till
from reconciliation.models import StatementRow
from reconciliation.runs.running import RUN_QUEUE
from tests.reconciliation.verified.files import (
    MONDAY,
    WEDNESDAY,
    Move,
    bring,
    file_b,
    file_of,
    moves,
    name_of_b,
    prove,
)

Days = dict[date, list[Move]]


def history() -> Days:
    found: Days = {}
    balance = 1000
    for number, amounts in enumerate(((300, -5, 700, 50), (20, 20, -10), (500, -3, 41, 900, -900))):
        day = MONDAY + timedelta(days=number)
        found[day] = moves(day, balance, *amounts)
        balance = found[day][-1].balance
    return found


DAYS = history()
ALL = [row for rows in DAYS.values() for row in rows]


def whole(till: Till) -> None:
    bring(till, file_of(ALL, MONDAY, WEDNESDAY))


def day_by_day(till: Till) -> None:
    for day, rows in DAYS.items():
        bring(till, file_of(rows, day))


def backwards(till: Till) -> None:
    for day, rows in reversed(DAYS.items()):
        bring(till, file_of(rows, day, totals=True))


def twice(till: Till) -> None:
    for _ in range(2):
        day_by_day(till)
        bring(till, file_of(ALL, MONDAY, WEDNESDAY) + b"\r\n")


def shuffled(till: Till) -> None:
    lines = file_of(ALL, MONDAY, WEDNESDAY).split(b"\r\n")
    first = next(place for place, line in enumerate(lines) if line.startswith(b"Receipt No."))
    rows = lines[first + 1 :]
    random.Random(7).shuffle(rows)
    bring(till, b"\r\n".join([*lines[: first + 1], *rows]))


def oldest_first(till: Till) -> None:
    lines = file_of(ALL, MONDAY, WEDNESDAY).split(b"\r\n")
    first = next(place for place, line in enumerate(lines) if line.startswith(b"Receipt No."))
    bring(till, b"\r\n".join([*lines[: first + 1], *reversed(lines[first + 1 :])]))


def cut_anywhere(till: Till) -> None:
    """Prefixes of the whole, the longest last, an older one after it."""
    for end in (3, 9, len(ALL), 5):
        bring(till, file_of(ALL[:end], MONDAY, WEDNESDAY))


def other_dress(till: Till) -> None:
    first, *rest = DAYS
    bring(till, file_b(DAYS[first]), name_of_b(first))
    for day in rest:
        bring(till, file_of([replace(row, who="SP") for row in DAYS[day]], day, seconds=False))
        bring(till, file_b(DAYS[day]), name_of_b(day))


def proved_between(till: Till) -> None:
    for day, rows in reversed(DAYS.items()):
        bring(till, file_of(rows, day))
        prove(till, lambda: drain_queue(RUN_QUEUE), day)


WAYS: list[Callable[[Till], None]] = [
    whole, day_by_day, backwards, twice, shuffled, oldest_first, cut_anywhere, other_dress, proved_between,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_same_history_gives_the_same_proof(shop, drain, way):
    way(shop)
    rows = StatementRow.objects.filter(struck_at=None)
    assert sorted(rows.values_list("receipt", "balance")) == sorted(
        (row.receipt, row.balance * 100) for row in ALL
    )
    run = prove(shop, drain, MONDAY, WEDNESDAY)
    assert (run.state, run.unexplained, run.gaps.count(), run.items.count()) == ("DONE", 0, 0, 0)
    assert run.ledger == run.statement_closing == ALL[-1].balance * 100
    assert balance_by_code(shop.business_id, "3900") == 1000_00
    known = {row.receipt for row in ALL if row.shillings > 0}
    assert run.matched == len(ALL) and len(known) == sum(row.shillings > 0 for row in ALL)
