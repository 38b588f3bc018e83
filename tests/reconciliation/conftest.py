"""A till, and files of it made to measure."""

from __future__ import annotations

import pytest

from mpesa.models import Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from users.actors import SYSTEM


@pytest.fixture
def shop(business) -> Till:
    return create_till(
        business=business,
        name="Water",
        kind="PAYBILL",
        shortcode="600984",
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )
