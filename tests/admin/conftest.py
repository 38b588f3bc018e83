"""A superuser's browser, and a house full of rows to look at."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from tests.databases import Snapshot
from tests.graphql_api.conftest import PASSWORD
from tests.graphql_api.seeds import fill
from tests.graphql_api.walk.rows import Seeds
from users.models import User


@pytest.fixture
def root(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root", PASSWORD))
    return client


@pytest.fixture(scope="session")
def seeds_snapshot(house_snapshot: Snapshot) -> Snapshot:
    return house_snapshot.take(lambda: fill(house_snapshot.made, shortcode="600100"))


@pytest.fixture
def seeds(seeds_snapshot: Snapshot, db: None) -> Seeds:
    return seeds_snapshot.made


def address(model: Any) -> str:
    """The change list of a model."""
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def registered() -> list[tuple[Any, Any]]:
    """Every model that the site shows, with its page."""
    return list(admin.site._registry.items())
