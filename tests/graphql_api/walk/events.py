"""Events: the subscription has tests of its own (test_sockets.py)."""

from __future__ import annotations

from tests.graphql_api.walk.rows import Rows, Seeds

ROWS = Rows(own_mutations={"issueSocketToken"})


def fill(seeds: Seeds) -> None:
    """Every verb of the others records events."""
