"""Fixtures: a system of real processes on a test's own database."""

from tests.chaos.conftest import start_system

__all__ = ["start_system"]
