"""Placing a stake: out of the wallet and into the pool, or not at all.

Everything happens in one transaction. The insert of the stake waits for the lock of the pool and is judged by
the clock of the database after it (sql/stake_taken.sql), so a stake at the closing instant is in the pool or
refused with its money in the wallet.
"""

from __future__ import annotations

from typing import Final

from django.db import DatabaseError, connection

from core import days
from core.digests import digest_of_plain
from core.errors import Conflict, Detail, DomainError, InvalidInput, InvalidState, NotFound
from core.machine.turns import is_temporary
from core.money import Cents, display
from core.rows.idempotency import first_or_conflict
from core.text import checked_key
from ledger.chart.standard import POOLS
from ledger.journal.wallets import debit_wallet
from ledger.models import EntryKind, Wallet
from markets.legal.bars import barred
from markets.locking import tell_changed
from markets.models import Market, Outcome, Stake
from markets.selectors import staking_wallet_for
from markets.staking.excluding import require_not_excluded
from markets.staking.limits import of_player, require_within_limits
from users.access import Right, require_right
from users.models import User

RIGHT: Final = Right.STAKE_PLACE
#: Sequence and moment are the database's to give.
_TAKE = """
INSERT INTO markets_stake (market_id, sequence, outcome_id, wallet_id, cents, accepted_at, key, key_hash)
VALUES (%s, 0, %s, %s, %s, clock_timestamp(), %s, %s) RETURNING id, sequence, accepted_at
"""


def place_stake(*, outcome: Outcome, amount: Cents, key: str, player: User) -> Stake:
    """Stake cents of the player's wallet on an outcome. Needs the right stake.place.

    Idempotent by (wallet, key): the same stake again is the first one, also once the market is closed. Locks
    the player's staking, the pool, the wallet and their floors, in this order. Raises NotFound where the
    player has no wallet, InvalidInput BAD_KEY / STAKE_BOUNDS, InvalidState MARKET_CLOSED / OUTCOME_SCRATCHED
    / DECIDES_HERE / SELF_EXCLUDED / STAKE_LIMIT / TIER_LIMIT / AGE_UNPROVED
    / TIER_TOO_LOW / ANOTHER_PLAYER, InsufficientFunds FLOOR, Conflict KEY_REUSED /
    TRY_AGAIN; then nothing has moved.
    """
    market = outcome.market
    require_right(player, market.business, RIGHT)
    checked_key(key, "stake")
    wallet = staking_wallet_for(player, market.business)
    asked = digest_of_plain(["stake", outcome.pk, amount])

    def write() -> Stake:
        require_bounds(market, amount)
        of_player.take(wallet.business_id, player.pk)
        require_not_excluded(wallet.business, player)
        require_within_limits(wallet, amount, days.now())
        stake = _take(outcome, wallet, amount, key, asked)
        debit_wallet(
            wallet=wallet,
            amount=amount,
            target=f"{POOLS}-{market.pk}",
            key=stake.movement,
            occurred_at=stake.accepted_at,
            description=f"Stake on market {market.pk}",
            kind=EntryKind.STAKE,
        )
        tell_changed(market, wallet)
        return stake

    known = Stake.objects.filter(wallet=wallet, key=key)
    return first_or_conflict(known, digests=[asked], write=write, what="stake")[0]


def require_bounds(market: Market, amount: Cents) -> None:
    """Raises InvalidInput STAKE_BOUNDS. The bounds never change once a market is open."""
    least, most = market.least_stake, market.most_stake
    if not least <= amount <= most:
        raise InvalidInput(
            "STAKE_BOUNDS",
            "amount",
            f"A stake here is {display(least)} to {display(most)}.",
            detail=Detail(limit=least if amount < least else most),
        )


def _take(outcome: Outcome, wallet: Wallet, amount: Cents, key: str, asked: bytes) -> Stake:
    values = (outcome.market_id, outcome.pk, wallet.pk, amount, key, asked)
    try:
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, values)
            pk, sequence, accepted_at = cursor.fetchone()
    except DatabaseError as error:
        raise _refusal(error) from error
    return Stake(
        pk=pk,
        market_id=outcome.market_id,
        sequence=sequence,
        outcome=outcome,
        wallet=wallet,
        cents=amount,
        accepted_at=accepted_at,
        key=key,
        key_hash=asked,
    )


def _refusal(error: DatabaseError) -> DomainError | DatabaseError:
    """What the database refused a stake for, in our words; the error itself when it is another."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if name == "stake_in_time":
        return InvalidState("MARKET_CLOSED", "outcome", "This market takes no stakes now.")
    if name == "stake_within_bounds":
        return InvalidInput("STAKE_BOUNDS", "amount", "The stake is beyond the bounds of its market.")
    if name == "stake_on_what_runs":
        return InvalidState("OUTCOME_SCRATCHED", "outcome", "This outcome does not run.")
    if name == "stake_of_no_decider":
        return InvalidState("DECIDES_HERE", "outcome", "Who decides about a market does not stake on it.")
    if (refused := barred(name)) is not None:
        return refused
    if name == "stake_of_business":
        return NotFound("wallet", "wallet")
    if is_temporary(error):
        return Conflict("TRY_AGAIN", "", "Others were staking. Nothing was done; try again.")
    return error
