"""The only place that joins the apps: queues, registries, listeners."""

from __future__ import annotations


def wire() -> None:
    """Fill every registry. Called once, when Django is ready."""
    from core.jobs import register_queue
    from ledger.chart import open_books
    from users import people

    people.openers[:] = [open_books]
    register_queue("ledger.seal", cluster="core", drain="ledger.sealing.seal_entries")
