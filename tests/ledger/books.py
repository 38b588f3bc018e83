"""Short ways to post in tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ledger.journal.posting import credit, debit, post_entry
from ledger.models import Entry
from users.models import Business

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def post(
    business: Business,
    reference: str = "r1",
    cents: int = 5000,
    *,
    to: str = "4000",
    by: str = "1020",
    **more: Any,
) -> Entry:
    """Dr `by` / Cr `to`: a cash sale, unless said otherwise."""
    fields = {"kind": "MANUAL", "occurred_at": AT} | more
    return post_entry(
        business_id=business.pk, reference=reference, legs=[debit(by, cents), credit(to, cents)], **fields
    )
