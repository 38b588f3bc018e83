"""Fixtures: a business with its owner (`owner`, `business`), and two with a person in every role (`house`,
`other_house`). What is made of them is made once in a process and cloned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import Snapshot
from users.models import Business
from users.people import create_business, create_staff

if TYPE_CHECKING:
    from tests.graphql_api.conftest import House


def _built(code: str) -> House:
    from tests.graphql_api.conftest import build_house

    return build_house(code)


@pytest.fixture(scope="session")
def house_snapshot(empty_snapshot: Snapshot) -> Snapshot:
    return empty_snapshot.take(lambda: _built("maji"))


@pytest.fixture(scope="session")
def other_house_snapshot(house_snapshot: Snapshot) -> Snapshot:
    return house_snapshot.take(lambda: _built("duka"))


@pytest.fixture
def house(house_snapshot: Snapshot, db: None) -> House:
    return house_snapshot.made


@pytest.fixture
def other_house(other_house_snapshot: Snapshot, db: None) -> House:
    return other_house_snapshot.made


@pytest.fixture(scope="session")
def owner_snapshot(empty_snapshot: Snapshot) -> Snapshot:
    return empty_snapshot.take(lambda: create_staff(username="owner", password="correct horse battery"))


@pytest.fixture(scope="session")
def business_snapshot(owner_snapshot: Snapshot) -> Snapshot:
    owner = owner_snapshot.made
    return owner_snapshot.take(lambda: create_business(code="maji", name="Maji Safi", owner=owner))


@pytest.fixture
def business(business_snapshot: Snapshot, db: None) -> Business:
    """Maji Safi, which somebody called owner has opened."""
    return business_snapshot.made
