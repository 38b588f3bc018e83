"""A house that runs markets, at the front door."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.clock import Clock
from tests.graphql_api.conftest import Browser, House
from tests.markets.bookmakers import Bookmaker, play_without_till
from tests.mpesa.payouts.offices import Office
from users.models import Role


@pytest.fixture
def clock(clock: Clock) -> Clock:
    """It stands where the database's clock is, which stamps stakes and closes markets."""
    clock.at = datetime.now(UTC)
    return clock


@pytest.fixture
def bookmaker(house: House) -> Bookmaker:
    return Bookmaker(house)


@pytest.fixture
def office(house: House, settings) -> Office:
    settings.BASE_URL = "http://127.0.0.1:9"
    return Office(house)


@pytest.fixture
def operator(house: House) -> Browser:
    play_without_till(house.business)
    return house.browser(Role.MARKET_OPERATOR)
