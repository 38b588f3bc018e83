"""Markets and wallets as they change."""

from __future__ import annotations

from typing import Any

import strawberry

from graphql_api.events.changes import changes_of
from graphql_api.ledger.wallets import Wallet
from graphql_api.markets.types import Market
from users.access import Right


@strawberry.type
class MarketSubscriptions:
    market_changed: Any = changes_of(
        Market,
        "market.changed",
        description="First how things stand, then every market that is written, opened, staked on, stopped,"
        " closed, explained, resolved, disputed or paid out, step by step: of one business, or one market."
        " Players follow those that they see.",
        right=Right.MARKET_READ,
    )
    wallet_changed: Any = changes_of(
        Wallet,
        "wallet.changed",
        description="First how things stand, then every wallet into which or out of which money goes, or for"
        " which a deposit comes a step further: of one business, or one wallet. Players follow their own.",
        right=Right.WALLET_READ,
    )
