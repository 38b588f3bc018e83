"""The chain of balances as a picture: bounded, whole, and true to what was read."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pandas as pd
import pytest

from reconciliation.statement_files.chain import check_chain
from reconciliation.statement_files.steps import MOST, Stay, Step, StepKind, steps_of_file, steps_of_stays
from tests.reconciliation.test_chain import NETS, START, chained, without

END = START + timedelta(hours=2)


def drawn(frame: pd.DataFrame, **declared: int) -> list[Step]:
    found = check_chain(frame, **declared)
    opening = declared.get("opening", 0) if found.opening is None else found.opening
    return steps_of_file(frame, found.breaks, Stay(START, END, opening))


def assert_whole(steps: list[Step], begin=START, end=END) -> None:
    assert len(steps) <= MOST
    assert (steps[0].from_at, steps[-1].until_at) == (begin, end)
    for one, following in pairwise(steps):
        assert (one.until_at, one.after) == (following.from_at, following.before)
    for one in steps:
        if one.kind is StepKind.MOVED:
            assert one.after == one.before + one.paid_in - one.withdrawn


def gaps(steps: list[Step]) -> list[tuple[int, int]]:
    """(rows before it, by how much the balance jumps)"""
    found, rows = [], 0
    for one in steps:
        rows += one.rows
        if one.kind is StepKind.GAP:
            found.append((rows, one.after - one.before))
    return found


def test_few_rows_are_each_a_step_and_the_rest_of_the_time_is_quiet():
    steps = drawn(chained(NETS))
    assert_whole(steps)
    assert [(one.receipt, one.after) for one in steps[:2]] == [("UKK1AA0000", 1500), ("UKK1AA0001", 2200)]
    assert [one.rows for one in steps] == [1] * len(NETS) + [0]
    assert (steps[0].before, steps[-1].after) == (1000, 1000 + sum(NETS))


def test_five_thousand_rows_are_at_most_a_hundred_steps_and_nothing_is_lost():
    nets = [(place * 7919) % 2001 - 1000 or 1 for place in range(5_000)]
    steps = drawn(chained(nets, 5_000_000))
    assert_whole(steps)
    assert sum(one.rows for one in steps) == 5_000 and len(steps) > MOST - 5
    assert sum(one.paid_in for one in steps) == sum(net for net in nets if net > 0)
    assert steps[-1].after == 5_000_000 + sum(nets)


@pytest.mark.parametrize(
    ("change", "declared", "expected"),
    [
        pytest.param(lambda rows: without(rows, 3), {}, [(3, 900)], id="a row is missing"),
        pytest.param(lambda rows: rows, {"opening": 800}, [(0, 200)], id="before the first"),
        pytest.param(lambda rows: rows, {"closing": 4000}, [(7, -246)], id="after the last"),
        pytest.param(
            lambda rows: rows.assign(balance=rows["balance"].where(rows["ordinal"] != 2, 9_999)),
            {},
            [(2, 9_999 - 2166), (3, 2166 - 9_999)],
            id="another balance",
        ),
        pytest.param(
            lambda rows: pd.concat([rows[:4], rows[3:]], ignore_index=True).assign(ordinal=range(8)),
            {},
            [(4, -900)],
            id="a row twice",
        ),
    ],
)
def test_gaps_stand_where_the_balances_do_not_follow(change, declared, expected):
    steps = drawn(change(chained(NETS)), **declared)
    assert_whole(steps)
    assert gaps(steps) == expected
    assert all(one.says for one in steps if one.kind is StepKind.GAP)
    assert steps[0].before == declared.get("opening", 1000)
    assert steps[-1].after == declared.get("closing", 4246)


def test_of_many_gaps_the_rest_is_told_together():
    frame = chained([10] * 400)
    steps = drawn(frame[frame["ordinal"] % 4 != 1].reset_index(drop=True))
    assert_whole(steps)
    assert steps[-1].after == 1000 + 4000
    assert sum(cents for _, cents in gaps(steps)) == 1000
    assert "80 more places" in [one for one in steps if one.kind is StepKind.GAP][-1].says


def test_a_file_without_rows_is_one_quiet_step():
    assert drawn(chained(NETS)[:0], opening=700) == [Step(StepKind.MOVED, START, END, 700, 700)]


def at(seconds: int):
    return START + timedelta(seconds=seconds)


def test_holes_stand_between_what_is_covered():
    frame = chained(NETS)
    stays = [Stay(at(0), at(3), 1000), Stay(at(5), at(7), 2000)]
    steps = steps_of_stays(frame, stays, START - timedelta(days=1), END)
    assert_whole(steps[:-1], START - timedelta(days=1), at(7))
    holes = [(one.from_at, one.until_at, one.before, one.after) for one in steps if one.kind is StepKind.HOLE]
    assert holes == [
        (START - timedelta(days=1), START, None, 1000),
        (at(3), at(5), 2166, 2000),
        (at(7), END, 2080, None),
    ]
    assert [one.rows for one in steps] == [0, 1, 1, 1, 0, 0, 1, 1, 0, 0]
    assert steps_of_stays(frame, [], START, END) == [Step(StepKind.HOLE, START, END, None, None)]


def test_many_pieces_of_coverage_stay_within_the_bound():
    frame = chained([1] * 3_000)
    stays = [Stay(at(30 * place), at(30 * place + 20), 1000 + 30 * place) for place in range(100)]
    steps = steps_of_stays(frame, stays, START, END)
    assert_whole(steps[:-1], START, at(2_990))
    assert "80 pieces" in steps[0].says
