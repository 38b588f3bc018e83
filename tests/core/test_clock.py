"""The clock is asked in core/days.py and nowhere else."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime, timedelta

from core import days
from core.models import Event
from tests.environment import ROOT

STRANGERS = {"bench", "daraja_sandbox", "scripts", "tests"}
ASKING = {
    ("timezone", "now"),
    ("timezone", "localtime"),
    ("timezone", "localdate"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("functions", "Now"),
}


def askings(source: str) -> set[tuple[str, str]]:
    """Who is asked what the time is in a module."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            found.add((getattr(node.value, "attr", getattr(node.value, "id", "")), node.attr))
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {(node.module.rpartition(".")[2], name.name) for name in node.names}
    return found & ASKING


def test_nobody_else_asks_the_clock():
    found = set()
    for path in ROOT.glob("*/**/*.py"):
        room = ROOT / path.relative_to(ROOT).parts[0]
        if room.name in STRANGERS or "migrations" in path.parts or not (room / "__init__.py").exists():
            continue
        if askings(path.read_text()):
            found.add(path.name)
    assert found == {"days.py"}


def test_the_walk_sees_who_asks():
    for asking in ("timezone.now()", "datetime.now(UTC)", "x = date.today", "from time import time"):
        assert askings(asking), asking
    assert not askings("days.now(); time.monotonic(); from django.utils import timezone")


def test_now_is_utc_and_today_is_in_nairobi(clock):
    assert days.now() == datetime(2026, 11, 20, 9, 0, tzinfo=UTC) and days.now().tzinfo is UTC
    clock.at = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
    assert days.today() == date(2026, 11, 21)


def test_the_clock_of_tests_is_everybody_s_and_stands_still(db, clock):
    event = Event.objects.create(topic="x", business_id=1, ids={})
    assert event.created_at == clock.at == days.now()
    clock.pass_seconds(60)
    assert days.now() - event.created_at == timedelta(minutes=1)


def test_without_it_time_goes_on():
    assert abs(days.now() - datetime.now(UTC)) < timedelta(seconds=5)
