"""The lock of a market, the clock that closes it, and who decided what about it.

Whoever stakes, steps or decides holds the row of the pool: then what is read of the market stays true until
the transaction ends. The pool is locked before the market.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from core.errors import InvalidState, NotFound
from core.rows.events import record_events
from core.rows.locks import lock_row
from core.rows.states import take_step
from ledger.journal.wallets import news_of_wallets
from ledger.models import Wallet
from markets.models import Decision, DecisionKind, Market, MarketState, Pool, Stake
from users.actors import Actor, person
from users.models import User

#: States in which time passes by itself towards the close.
BEFORE_CLOSE = (MarketState.OPEN, MarketState.SUSPENDED)


def database_now() -> datetime:
    """The clock that stakes are accepted by: of the database, now and not when the transaction began."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        ((now,),) = cursor.fetchall()
    assert isinstance(now, datetime)
    return now


def lock_market(market: Market) -> Market:
    """The market as it stands, locked with its pool until the transaction ends; closed if its time has come.

    Raises NotFound when it is gone.
    """
    if lock_row(Pool.objects.filter(market=market.pk)) is None:
        raise NotFound("market", "market")
    row = lock_row(Market.objects.filter(pk=market.pk).select_related("business", "pool__account"))
    assert row is not None, "markets are not deleted"
    close_if_over(row)
    return row


def close_if_over(row: Market) -> bool:
    """Let a locked market follow the clock: from its closing time on it is CLOSED. Whether it has just
    become so."""
    if row.state not in BEFORE_CLOSE or row.closes_at > database_now():
        return False
    take_step(row, MarketState.CLOSED)
    row.closed_at = row.closes_at
    row.save(update_fields=["state", "closed_at"])
    tell_changed(row)
    return True


def step(row: Market, state: MarketState, *fields: str) -> None:
    """Take a step with a locked market, save it with other fields that changed, and tell of it. Raises
    InvalidState MARKET_MOVED_ON where the step is not legal."""
    if row.state != state and not row.may_become(state):
        raise moved_on(row)
    take_step(row, state)
    row.save(update_fields=["state", *fields])
    tell_changed(row)


def tell_changed(row: Market, *wallets: Wallet) -> None:
    """Tell who follows a market that something about it is new: its state, its texts or its pool; and who
    follows the wallets that it moved."""
    market: tuple[str, int, Mapping[str, int | str]] = (
        "market.changed", row.business_id, {"market": row.pk, "state": str(row.state)}
    )  # fmt: skip
    record_events([market, *news_of_wallets(wallets)])


def require_state(row: Market, *states: MarketState) -> None:
    """Raises InvalidState MARKET_MOVED_ON."""
    if row.state not in states:
        raise moved_on(row)


def moved_on(row: Market) -> InvalidState:
    return InvalidState("MARKET_MOVED_ON", "market", f"This market is {row.state}.")


def decide(row: Market, kind: DecisionKind, actor: Actor, reason: str = "") -> None:
    """Write down who decided something about a locked market, and why. Raises InvalidState HAS_POSITION for
    somebody with a stake in it; sql/no_position.sql refuses it too."""
    by = person(actor)
    if by is not None:
        require_no_position(row, by)
    Decision.objects.create(market=row, kind=kind, by=by, reason=reason)


def require_no_position(row: Market, user: User) -> None:
    """Raises InvalidState HAS_POSITION for who has a stake in a locked market."""
    if has_position(row, user):
        raise InvalidState(
            "HAS_POSITION", "market", "You have a stake in this market: somebody else decides about it."
        )


def has_position(market: Market, user: User) -> bool:
    """Whether a person has a stake in a market."""
    return Stake.objects.filter(market=market.pk, wallet__player=user).exists()
