"""A business with a till and a bank account in its books."""

from __future__ import annotations

import pytest

from tests.graphql_api.conftest import House
from tests.reconciliation.bank.books import BankBooks


@pytest.fixture
def books(house: House) -> BankBooks:
    return BankBooks(house)
