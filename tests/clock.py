"""The clock that tests set: the one that the product asks (core.days.now), and Django for its own columns."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from core import days


class Clock:
    """It stands still until a test moves it. The database's own clock, which stamps the books, goes on."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def pass_seconds(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    def is_day(self, day: date) -> None:
        """Noon in UTC."""
        self.at = datetime(day.year, day.month, day.day, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(days, "_ask", clock.now)
    monkeypatch.setattr(timezone, "now", clock.now)  # auto_now_add
    return clock
