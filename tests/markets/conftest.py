"""What several tests of markets start from."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.clock import Clock
from tests.graphql_api.conftest import House
from tests.markets.bookmakers import Bookmaker
from tests.markets.certificates import RACE, certificate_of, written
from tests.markets.depositors import Depositors
from tests.mpesa.payouts.offices import Office


@pytest.fixture
def race(tmp_path: Path) -> Path:
    """The certificate of RACE, in a file."""
    return written(certificate_of(RACE), tmp_path / "certificate.jsonl")


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
def depositors(bookmaker: Bookmaker) -> Depositors:
    return Depositors(bookmaker)
