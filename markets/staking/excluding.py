"""Players who keep themselves from staking. Nobody takes that back; it ends by its own time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from core import days
from core.days import display_moment
from core.errors import Detail, InvalidInput, InvalidState
from ledger.models import Wallet
from markets.models import SelfExclusion
from markets.staking.limits import of_player, require_self
from users.audit import record_audit
from users.models import Business, User

#: So many days at most; for longer it is for good.
MOST_DAYS = 5 * 366


def exclude_self(*, business: Business, player: User, for_days: int | None, actor: User) -> SelfExclusion:
    """Take no stake of one's own for so many days, or (None) for good. Withdrawing is always possible.

    For the player alone; cannot be taken back or shortened. Audited; locks the player's staking. Raises
    InvalidInput BAD_LIMIT, NotAllowed for another player.
    """
    require_self(business, player, actor)
    if for_days is not None and not 1 <= for_days <= MOST_DAYS:
        raise InvalidInput("BAD_LIMIT", "for_days", f"It lasts 1 to {MOST_DAYS} days, or for good.")
    with transaction.atomic():
        of_player.take(business.pk, player.pk)
        now = days.now()
        row = SelfExclusion.objects.create(
            business=business,
            player=player,
            from_at=now,
            until_at=None if for_days is None else now + timedelta(days=for_days),
        )
        record_audit(actor=actor, business=business, action="player.exclude", subject=f"user:{player.pk}")
    return row


def exclusion_of(business: Business, player: User) -> SelfExclusion | None:
    """The one that lasts longest of those that keep a player from staking now."""
    now = days.now()
    rows = SelfExclusion.objects.filter(business=business, player=player, from_at__lte=now)
    lasting = rows.filter(Q(until_at=None) | Q(until_at__gt=now))
    return lasting.filter(until_at=None).first() or lasting.order_by("-until_at").first()


def excluded_among(wallets: Iterable[Wallet]) -> set[int]:
    """The keys of those of wallets whose players are kept from staking now: one query for all of them."""
    now, rows = days.now(), {(wallet.business_id, wallet.player_id): wallet.pk for wallet in wallets}
    found = SelfExclusion.objects.filter(
        Q(until_at=None) | Q(until_at__gt=now),
        business__in={business for business, _ in rows},
        player__in={player for _, player in rows},
        from_at__lte=now,
    )
    return {rows[key] for key in found.values_list("business", "player") if key in rows}


def require_not_excluded(business: Business, player: User) -> None:
    """Raises InvalidState SELF_EXCLUDED."""
    row = exclusion_of(business, player)
    if row is not None:
        until = f"until {display_moment(row.until_at)}" if row.until_at else "for good"
        raise InvalidState(
            "SELF_EXCLUDED",
            "",
            f"You have asked to be kept from staking {until}.",
            detail=Detail(retry_at=row.until_at),
        )
