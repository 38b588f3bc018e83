"""The only place that joins the apps: each module here registers what its domain brings to those below it.

Registries are of one shape (core.registry) and are filled once, in the order of the layers.
"""

from __future__ import annotations


def wire() -> None:
    """Fill every registry. Called once, when Django is ready; a second time raises ValueError."""
    from config.wiring import (
        billing,
        core,
        graphql_api,
        ledger,
        markets,
        messaging,
        mpesa,
        reconciliation,
        reports,
        subscriptions,
        users,
    )

    for domain in (
        core,
        users,
        messaging,
        ledger,
        mpesa,
        markets,  # before bills: a wallet's number is read as a whole, a bill's in other texts too
        billing,
        subscriptions,
        reconciliation,
        reports,
        graphql_api,
    ):
        domain.wire()
