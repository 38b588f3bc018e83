from __future__ import annotations

import pytest

from tests.billing.pos.shops import Shop
from tests.graphql_api.conftest import House


@pytest.fixture
def shop(house: House) -> Shop:
    return Shop(house)
