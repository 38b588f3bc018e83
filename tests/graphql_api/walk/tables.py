"""The tables of all domains in one."""

from __future__ import annotations

from tests.graphql_api.walk import (
    alerts,
    billing,
    desk,
    events,
    ledger,
    markets,
    mpesa,
    payouts,
    pos,
    reconciliation,
    reports,
    subscriptions,
    users,
)
from tests.graphql_api.walk.rows import Rows

#: In the order in which rows are made: each may use what those before it made.
DOMAINS = (
    *(mpesa, payouts, billing, pos, subscriptions, alerts, ledger, users, reconciliation, reports, markets),
    *(desk, events),
)


def _joined(name: str) -> dict:
    """One table of every domain; a name in two of them is a mistake."""
    found: dict = {}
    for domain in DOMAINS:
        table = getattr(domain.ROWS, name)
        assert not set(found) & set(table), (name, domain)
        found |= dict.fromkeys(table) if isinstance(table, set) else table
    return found


ROWS = Rows(
    lists=_joined("lists"),
    lists_of_one_business=set(_joined("lists_of_one_business")),
    lists_of_one_row=set(_joined("lists_of_one_row")),
    phones=_joined("phones"),
    singles=_joined("singles"),
    others=set(_joined("others")),
    nodes=_joined("nodes"),
    mutations=_joined("mutations"),
    own_mutations=set(_joined("own_mutations")),
)
