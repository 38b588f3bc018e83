"""What joins the domains: placing money from Suspense."""

from __future__ import annotations

from tests.graphql_api.walk.rows import Rows, Seeds

ROWS = Rows(
    mutations={
        "placeReceipt": (
            "ledger.write",
            'placeReceipt(input: {{receipt: "{Receipt}", target: "{Customer}", idempotencyKey: "1"}})',
        ),
    },
)


def fill(seeds: Seeds) -> None:
    """It has no rows of its own."""
