"""What joins the domains: search, suggestions, the day so far, placing money from Suspense."""

from __future__ import annotations

from tests.graphql_api.walk.rows import Rows, Seeds

ROWS = Rows(
    singles={
        "today": "collections.read",
        "receiptSums": "collections.read",
        "paymentRequestSums": "collections.read",
    },
    others={"search", "suggestions", "operations", "metrics"},
    own_mutations={"runJob"},
    mutations={
        "placeReceipt": (
            "ledger.write",
            'placeReceipt(input: {{receipt: "{Receipt}", target: "{Customer}", idempotencyKey: "1"}})',
        ),
    },
)


def fill(seeds: Seeds) -> None:
    """It has no rows of its own."""
