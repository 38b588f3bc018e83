"""Reads of markets. Staff and players of a business see its markets, players only from the opening on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from core.errors import NotFound
from ledger.models import Wallet
from markets.locking import BEFORE_CLOSE
from markets.models import Dispute, Market, MarketState, Outcome, SettlementRun, Stake
from users.access import RIGHTS, Right, has_right, roles_in
from users.models import Business, Role, User

RIGHT = Right.MARKET_READ
#: What players do not see: nobody may stake on it yet.
_UNSEEN = (MarketState.DRAFT, MarketState.REVIEW)


def markets_of(user: User, businesses: Collection[int]) -> QuerySet[Market]:
    """The markets that a person may read, of businesses in which they hold market.read."""
    staff = Q(business__memberships__user=user) & ~Q(business__memberships__role=Role.PLAYER)
    whole = Market.objects.filter(staff, business_id__in=businesses).values("pk")
    return Market.objects.filter(Q(pk__in=whole) | ~Q(state__in=_UNSEEN), business_id__in=businesses)


def market_for(user: User, market_id: int) -> Market:
    """One market. Raises NotFound when it is absent or not the person's to see."""
    market = Market.objects.filter(pk=market_id).select_related("business", "pool").first()
    if market is None or not has_right(user, market.business, RIGHT):
        raise NotFound("market")
    if market.state in _UNSEEN and not _is_staff(user, market.business):
        raise NotFound("market")
    return market


def outcome_for(user: User, outcome_id: int) -> Outcome:
    """One outcome. Raises NotFound as market_for does."""
    outcome = Outcome.objects.filter(pk=outcome_id).select_related("market__business").first()
    if outcome is None:
        raise NotFound("outcome")
    market_for(user, outcome.market_id)
    return outcome


def dispute_for(user: User, dispute_id: int) -> Dispute:
    """One dispute. Raises NotFound as market_for does; players see their own."""
    dispute = Dispute.objects.filter(pk=dispute_id).select_related("market__business").first()
    if dispute is None or not has_right(user, dispute.market.business, RIGHT):
        raise NotFound("dispute")
    if dispute.by_id != user.pk and not _is_staff(user, dispute.market.business):
        raise NotFound("dispute")
    return dispute


def run_for(user: User, run_id: int) -> SettlementRun:
    """One settlement run. Raises NotFound as market_for does."""
    run = SettlementRun.objects.filter(pk=run_id).select_related("market__business").first()
    if run is None:
        raise NotFound("run")
    market_for(user, run.market_id)
    return run


def stakes_of(user: User, businesses: Collection[int]) -> QuerySet[Stake]:
    """The stakes that a person may read: with ledger.read or market.manage all of a business, else theirs."""
    wide = RIGHTS[Right.LEDGER_READ] | RIGHTS[Right.MARKET_MANAGE]
    whole = Business.objects.filter(memberships__user=user, memberships__role__in=wide).values("pk")
    mine = Q(wallet__player=user) | Q(market__business__in=whole)
    return Stake.objects.filter(mine, market__business_id__in=businesses)


def stake_for(user: User, stake_id: int) -> Stake:
    """One stake. Raises NotFound when it is absent or not the person's to see."""
    stake = Stake.objects.filter(pk=stake_id).select_related("market__business", "wallet").first()
    if stake is None:
        raise NotFound("stake")
    own = stake.wallet.player_id == user.pk and has_right(user, stake.market.business, RIGHT)
    wide = (Right.LEDGER_READ, Right.MARKET_MANAGE)
    if not own and not any(has_right(user, stake.market.business, right) for right in wide):
        raise NotFound("stake")
    return stake


def staking_wallet_for(user: User, business: Business) -> Wallet:
    """The wallet that a player stakes from. Raises NotFound where there is none."""
    wallet = (
        Wallet.objects.filter(business=business, player=user).select_related("business", "account").first()
    )
    if wallet is None:
        raise NotFound("wallet", "wallet")
    return wallet


def state_at(market: Market, at: datetime) -> str:
    """How a market stands at a moment of the database's clock, also before its row has followed."""
    if market.state in BEFORE_CLOSE and market.closes_at <= at:
        return MarketState.CLOSED.value
    return market.state


def _is_staff(user: User, business: Business) -> bool:
    return bool(roles_in(user, business) - {Role.PLAYER})
