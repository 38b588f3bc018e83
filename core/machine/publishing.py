"""Events that were committed and have no number, because a process was killed in between."""

from __future__ import annotations

from functools import partial

from core.machine.turns import alone
from core.rows.events import publish_business, unpublished_businesses


def publish_events() -> int:
    """Number what is committed and has no number, of every business; returns how many."""
    return sum(
        alone(partial(publish_business, business_id), what="core.events", business_id=business_id) or 0
        for business_id in unpublished_businesses()
    )
