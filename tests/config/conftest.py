"""Two businesses of which one is poisoned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.config.places import Place, place


@pytest.fixture(params=["the older is poisoned", "the newer is poisoned"])
def places(request, clock, house, other_house) -> tuple[Place, Place]:
    """The poisoned one and the other."""
    clock.at = datetime.now(UTC) + timedelta(minutes=1)  # callbacks are due by the clock of the database
    both = place(house, "600100"), place(other_house, "600200")
    return both if "older" in request.param else both[::-1]
