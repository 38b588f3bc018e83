from __future__ import annotations

import pytest

from users.models import Business, User


@pytest.fixture
def owner(business: Business) -> User:
    return User.objects.get(username="owner")
