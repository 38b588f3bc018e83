from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from users import delays
from users.models import Business, User
from users.people import create_business, create_player, create_staff

PHONE, PIN = "254712345678", "582913"
PASSWORD = "correct horse battery"


class Clock:
    """The time that sign-in delays go by."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def pass_seconds(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(delays, "timezone", clock)
    return clock


@pytest.fixture
def owner(db: None) -> User:
    return create_staff(username="owner", password=PASSWORD)


@pytest.fixture
def business(owner: User) -> Business:
    return create_business(code="maji", name="Maji Safi", owner=owner)


@pytest.fixture
def player(business: Business) -> User:
    return create_player(phone=PHONE, pin=PIN, business=business)
