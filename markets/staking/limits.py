"""How much a player lets themselves stake. Lower at once, higher after a night's sleep; the lowest counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, Sum

from core import days
from core.days import accounting_day, day_bounds
from core.errors import Detail, InvalidInput, InvalidState, NotAllowed
from core.money import MAX_CENTS, Cents, display
from core.rows.locks import AdvisoryLock
from ledger.models import Wallet
from markets.models import LimitPeriod, Stake, StakeLimit
from users.access import Right, require_right
from users.audit import record_audit
from users.models import Business, User

#: How long a limit that is raised, or taken away, still counts as it was.
RAISED_AFTER: Final = timedelta(hours=24)
#: What a player stakes, and lets themselves stake, has one order in a business.
of_player = AdvisoryLock("markets.player")


def set_stake_limit(
    *, business: Business, player: User, period: str, amount: Cents | None, actor: User
) -> StakeLimit:
    """Let oneself stake so many cents in a DAY, WEEK or MONTH of Nairobi; None takes the limit away.

    For the player alone. A lower limit counts at once, a higher one from `from_at` on; what was set last
    counts. Idempotent: the same amount again stays as it was set. Audited; locks the player's staking. Raises
    InvalidInput BAD_LIMIT, NotAllowed for another player.
    """
    require_self(business, player, actor)
    if amount is not None and not 0 <= amount <= MAX_CENTS:
        raise InvalidInput("BAD_LIMIT", "amount", "A limit is zero or more.")
    with transaction.atomic():
        of_player.take(business.pk, player.pk)
        mine = StakeLimit.objects.filter(business=business, player=player, period=LimitPeriod(period))
        newest = mine.order_by("-pk").first()
        if newest is not None and newest.cents == amount:
            return newest
        now = days.now()
        present = limits_at(business, player, now)[LimitPeriod(period)]
        lower = amount is not None and (present is None or amount <= present)
        row = StakeLimit.objects.create(
            business=business,
            player=player,
            period=LimitPeriod(period),
            cents=amount,
            from_at=now if lower else now + RAISED_AFTER,
        )
        record_audit(
            actor=actor, business=business, action="player.limit", subject=f"user:{player.pk}",
            details={"period": str(row.period), "from": row.from_at.isoformat()},
        )  # fmt: skip
    return row


def require_self(business: Business, player: User, actor: User) -> None:
    """Raises NotAllowed for anybody but the player, who may stake there."""
    require_right(actor, business, Right.STAKE_PLACE)
    require_right(player, business, Right.STAKE_PLACE)
    if player.pk != actor.pk:
        raise NotAllowed("Players set this for themselves.")


def limits_at(business: Business, player: User, at: datetime) -> dict[LimitPeriod, Cents | None]:
    """The limits that count at a moment; None where there is none."""
    found: dict[LimitPeriod, Cents | None] = dict.fromkeys(LimitPeriod)
    rows = StakeLimit.objects.filter(business=business, player=player, from_at__lte=at).order_by("pk")
    for row in rows:  # the newest has the last word
        found[LimitPeriod(row.period)] = row.cents
    return found


def coming_limits(business: Business, player: User) -> list[StakeLimit]:
    """What is set and does not count yet, unless something newer has been set since."""
    newest: dict[str, StakeLimit] = {}
    for row in StakeLimit.objects.filter(business=business, player=player).order_by("pk"):
        newest[row.period] = row
    return [row for row in newest.values() if row.from_at > days.now()]


def starts_at(at: datetime) -> Mapping[LimitPeriod, datetime]:
    """When the day, the week (from Monday) and the month began in which a moment lies."""
    day = accounting_day(at)
    firsts = {
        LimitPeriod.DAY: day,
        LimitPeriod.WEEK: day - timedelta(days=day.weekday()),
        LimitPeriod.MONTH: day.replace(day=1),
    }
    return {period: day_bounds(first)[0] for period, first in firsts.items()}


def staked_since(wallet: Wallet, at: datetime) -> dict[LimitPeriod, Cents]:
    """What was staked out of a wallet in the day, week and month of a moment; also what came back since."""
    starts = starts_at(at)
    sums = {
        period.value: Sum("cents", filter=Q(accepted_at__gte=start), default=0)
        for period, start in starts.items()
    }
    rows = Stake.objects.filter(wallet=wallet, accepted_at__gte=min(starts.values()))
    return {LimitPeriod(name): int(cents) for name, cents in rows.aggregate(**sums).items()}


def require_within_limits(wallet: Wallet, amount: Cents, at: datetime) -> None:
    """Raises InvalidState STAKE_LIMIT. The caller holds the player's lock."""
    limits = limits_at(wallet.business, wallet.player, at)
    if all(limit is None for limit in limits.values()):
        return
    staked = staked_since(wallet, at)
    for period, limit in limits.items():
        if limit is not None and staked[period] + amount > limit:
            left = max(0, limit - staked[period])
            raise InvalidState(
                "STAKE_LIMIT",
                "amount",
                f"You let yourself stake {display(limit)} a {period.lower()}: {display(left)} is left.",
                detail=Detail(limit=left),
            )
