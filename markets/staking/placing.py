"""Placing a stake: out of the wallet and into the pool, or not at all.

One statement does it (sql/place_stake.sql). The insert of the stake waits for the lock of the pool and is
judged by the clock of the database after it (sql/stake_taken.sql), so a stake at the closing instant is in
the pool or refused with its money in the wallet. What the database refuses by a name is told here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.db import DatabaseError, connection, transaction

from core import days
from core.digests import digest_of_plain
from core.errors import Conflict, Detail, DomainError, InvalidInput, InvalidState, NotFound
from core.machine.jobs import waiting_arguments, wake
from core.money import Cents, display
from core.rows.arrays import array_literal
from core.rows.events import publish_after_commit
from core.rows.idempotency import require_same
from core.text import checked_key
from ledger.chart.standard import POOLS, WALLETS
from ledger.journal.posting import SEAL_QUEUE, EntryDraft, credit, debit, explained
from ledger.journal.wallets import require_tier, wallet_balance
from ledger.models import EntryKind
from markets.legal.bars import barred
from markets.models import Market, Outcome, Stake
from markets.selectors import staking_wallet_for
from markets.staking.excluding import require_not_excluded
from markets.staking.limits import require_within_limits
from mpesa.payouts.withdrawing import require_not_asked_out
from users.access import RIGHTS, Right, require_right
from users.models import User

RIGHT: Final = Right.STAKE_PLACE
_PLACE = "SELECT * FROM markets_place_stake(%s, %s, %s, %s, %s, %s, %s, %s::text[], %s, %s, %s, %s, %s)"


def place_stake(*, outcome: Outcome, amount: Cents, key: str, player: User) -> Stake:
    """Stake cents of the player's wallet on an outcome. Needs the right stake.place.

    Idempotent by (wallet, key): the same stake again is the first one, also once the market is closed. Locks
    the player's staking, the pool, the wallet and their floors, in this order. Raises NotFound where the
    player has no wallet, InvalidInput BAD_KEY / STAKE_BOUNDS, InvalidState MARKET_CLOSED / OUTCOME_SCRATCHED
    / DECIDES_HERE / SELF_EXCLUDED / STAKE_LIMIT / TIER_LIMIT / AGE_UNPROVED
    / TIER_TOO_LOW / ANOTHER_PLAYER / WITHDRAWAL_WAITS, InsufficientFunds FLOOR, Conflict KEY_REUSED /
    TRY_AGAIN; then nothing has moved.
    """
    market = outcome.market
    checked_key(key, "stake")
    asked = digest_of_plain(["stake", outcome.pk, amount])
    roles = array_literal(sorted(RIGHTS[RIGHT]))
    content = _content(market, player, amount)
    values = (market.pk, outcome.pk, player.pk, roles, amount, key, asked, content, days.now())
    try:
        pk, sequence, wallet, accepted_at, asked_first, fresh = _placed(values)
    except DatabaseError as error:
        raise _refusal(error, market, player, amount) from error
    stake = Stake(
        pk=pk,
        market_id=market.pk,
        sequence=sequence,
        outcome=outcome,
        wallet_id=wallet,
        cents=amount,
        accepted_at=accepted_at,
        key=key,
        key_hash=bytes(asked_first),
    )
    if fresh:
        publish_after_commit(market.business_id)
    else:
        require_same(stake, digests=[asked], what="stake")
    return stake


def _content(market: Market, player: User, amount: Cents) -> bytes:
    """The hash of what is posted: the reference and the moment, which the stake gives, are no part of it."""
    draft = EntryDraft(
        business_id=market.business_id,
        kind=EntryKind.STAKE,
        reference="",
        legs=[debit(f"{WALLETS}-{player.pk}", amount), credit(f"{POOLS}-{market.pk}", amount)],
        occurred_at=days.now(),
    )
    return draft.content_hash


def _placed(values: Sequence[Any]) -> Sequence[Any]:
    """What the statement gives: by itself where it is a transaction of its own and a wake-up of the sealer
    waits, else with one that is written."""
    if connection.get_autocommit() and (placed := _place(values, alone=True))[0] is not None:
        return placed[:-1]
    with transaction.atomic():
        *placed, awake = _place(values, alone=False)
        if not awake:
            wake(SEAL_QUEUE)
    return placed


def _place(values: Sequence[Any], *, alone: bool) -> Sequence[Any]:
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, [alone, *waiting_arguments(SEAL_QUEUE), *values])
        (placed,) = cursor.fetchall()
    return tuple(placed)


def _refusal(error: DatabaseError, market: Market, player: User, amount: Cents) -> Exception:
    """What the database refused a stake for, in our words; the error itself when it is another."""
    name = str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", None))
    if name == "stake_in_time":
        return InvalidState("MARKET_CLOSED", "outcome", "This market takes no stakes now.")
    if name == "stake_on_what_runs":
        return InvalidState("OUTCOME_SCRATCHED", "outcome", "This outcome does not run.")
    if name == "stake_of_no_decider":
        return InvalidState("DECIDES_HERE", "outcome", "Who decides about a market does not stake on it.")
    if (refused := barred(name)) is not None:
        return refused
    if name in ("stake_has_wallet", "stake_of_business"):
        return NotFound("wallet", "wallet")
    if name in _SAID:
        try:
            _SAID[name](market, player, amount)
        except DomainError as said:
            return said
        return Conflict("TRY_AGAIN", "", "It has changed in this moment. Nothing was done; try again.")
    return explained(error)


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


def _require_not_asked_out(market: Market, player: User, amount: Cents) -> None:
    """Raises InvalidState WITHDRAWAL_WAITS."""
    wallet = staking_wallet_for(player, market.business)
    require_not_asked_out(wallet, amount, wallet_balance(wallet))


#: What says how much, or how long, by looking once more.
_SAID: Final[Mapping[str, Callable[[Market, User, Cents], None]]] = {
    "stake_by_right": lambda market, player, _: require_right(player, market.business, RIGHT),
    "stake_within_bounds": lambda market, _, amount: require_bounds(market, amount),
    "stake_not_excluded": lambda market, player, _: require_not_excluded(market.business, player),
    "stake_within_limit": lambda market, player, amount: require_within_limits(
        staking_wallet_for(player, market.business), amount, days.now()
    ),
    "stake_not_asked_out": _require_not_asked_out,
    "stake_within_tier": lambda market, player, amount: require_tier(
        staking_wallet_for(player, market.business), amount, days.today()
    ),
}
