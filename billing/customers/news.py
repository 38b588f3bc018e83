"""The news that what a customer owes, or has left, is another amount than before."""

from __future__ import annotations

from collections.abc import Iterable


def balance_news(changed: Iterable[tuple[int, int]]) -> list[tuple[str, int, dict[str, int | str]]]:
    """For record_events: one event for each customer, of pairs of business and customer."""
    return [
        ("customer.balance", business, {"customer": customer})
        for business, customer in dict.fromkeys(changed)
    ]
