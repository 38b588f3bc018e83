from __future__ import annotations

import pytest

from users.models import Business
from users.people import create_business, create_staff


@pytest.fixture
def business(db: None) -> Business:
    owner = create_staff(username="owner", password="correct horse battery")
    return create_business(code="maji", name="Maji Safi", owner=owner)
