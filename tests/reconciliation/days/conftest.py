"""A till with callbacks, requests, snapshots and nights."""

from __future__ import annotations

import pytest

from mpesa.models import Till
from tests.reconciliation.days.nights import Nights


@pytest.fixture
def nights(shop: Till, drain) -> Nights:
    return Nights(shop, drain)
