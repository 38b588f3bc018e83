"""What Django-Q calls."""

from __future__ import annotations

from billing.subscriptions import runs


def begin_billing_runs() -> None:
    runs.begin_due()
