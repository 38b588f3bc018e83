from __future__ import annotations

from datetime import date

import pytest

from tests.billing.subscriptions.landlords import Landlord
from tests.clock import Clock
from users.models import Business


@pytest.fixture
def clock(clock: Clock) -> Clock:
    clock.is_day(date(2026, 11, 1))
    return clock


@pytest.fixture
def landlord(business: Business, clock: Clock) -> Landlord:
    return Landlord(business)
