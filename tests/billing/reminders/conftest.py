from __future__ import annotations

from datetime import date

import pytest

from tests.billing.reminders.streets import Street
from tests.clock import Clock
from users.models import Business


@pytest.fixture
def clock(clock: Clock) -> Clock:
    clock.is_day(date(2026, 11, 1))
    return clock


@pytest.fixture
def street(business: Business, clock: Clock, settings) -> Street:
    settings.BASE_URL = "http://127.0.0.1:9"
    return Street(business)
