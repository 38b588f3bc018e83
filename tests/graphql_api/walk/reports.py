"""The catalogue of reports, and where they are given."""

from __future__ import annotations

from tests.graphql_api.walk.rows import Rows, Seeds

ROWS = Rows(others={"reports", "reportFile"})


def fill(seeds: Seeds) -> None:
    """It has no rows of its own."""
