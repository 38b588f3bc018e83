"""Fixtures: a system of real processes that ends with the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.chaos.system import System

StartSystem = Callable[..., System]


@pytest.fixture
def start_system(db: None, settings, tmp_path: Path) -> Iterator[StartSystem]:
    """Starts programs by name on this test's database; this process then speaks for the same system."""
    started: list[System] = []

    def start(*names: str, **options: object) -> System:
        system = System(tmp_path, names, **options)
        started.append(system)
        settings.BASE_URL = system.addresses.web_url
        settings.DARAJA_SANDBOX_URL = system.addresses.sandbox_url
        return system.start()

    yield start
    for system in started:
        system.close()
