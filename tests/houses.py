"""Fixtures: two businesses with a person in every role, for whoever asks for `house` and `other_house`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import Snapshot

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
