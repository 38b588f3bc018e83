"""What Django-Q calls."""

from __future__ import annotations

from reconciliation.days import beginning


def begin_nights() -> int:
    return beginning.begin_nights()
