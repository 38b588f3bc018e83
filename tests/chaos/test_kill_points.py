"""kill -9 at every named commit point, before and after: the books end as Safaricom's.

A day kills each program once, at a point of its own; fifteen days are all points. Two of them are quick
enough for the default suite, the others belong to `make slow`.
"""

from __future__ import annotations

import pytest

from tests.chaos.points import (
    CORE,
    PAYOUTS,
    POINTS,
    RECONCILIATION,
    REPORT,
    SANDBOX,
    SANDBOX_POINTS,
    SETTLEMENT,
    WEB,
    points_in_the_source,
)
from tests.chaos.story import Story

DAYS = [
    {name: points[day % len(points)] for name, points in POINTS.items()}
    for day in range(max(len(points) for points in POINTS.values()))
]
QUICK = (2, 5)


def test_every_point_of_the_source_is_in_the_table() -> None:
    ours = {point for name in (WEB, CORE, PAYOUTS, RECONCILIATION) for point in POINTS[name]}
    assert points_in_the_source() == {*ours, *SETTLEMENT, *REPORT}
    assert set(POINTS[SANDBOX]) == set(SANDBOX_POINTS)
    assert {pair for day in DAYS for pair in day.items()} == {
        (name, point) for name, points in POINTS.items() for point in points
    }


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(kills, id=kills[CORE], marks=() if day in QUICK else pytest.mark.slow)
        for day, kills in enumerate(DAYS)
    ],
)
def test_a_day_on_which_every_program_is_killed(start_system, kills: dict[str, str]) -> None:
    system = start_system(*POINTS, kills=kills)
    story = Story(system)
    story.check(story.tell())
    for name, point in kills.items():
        assert system.was_hit(name), f"{name} never reached {point}"
    assert system.keeper.restarts == dict.fromkeys(POINTS, 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    "kills",
    [
        {CORE: "push.before_record", RECONCILIATION: "statement.before_commit"},
        {CORE: "inbox.before_commit", RECONCILIATION: "run.before_commit"},
    ],
    ids=["push", "inbox"],
)
def test_a_worker_killed_alone_is_replaced_by_its_cluster(start_system, kills: dict[str, str]) -> None:
    system = start_system(*POINTS, kills=kills, whole_group=False)
    story = Story(system)
    story.check(story.tell())
    assert all(system.was_hit(name) for name in kills)
    assert system.keeper.restarts == dict.fromkeys(POINTS, 0)
