"""Reads of markets. Staff and players of a business see its markets, players only from the opening on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from core.errors import NotFound
from ledger.models import Wallet
from markets.indications import Indication, indicate
from markets.locking import BEFORE_CLOSE
from markets.models import (
    Deposit,
    Dispute,
    Licence,
    Market,
    MarketState,
    Outcome,
    RunState,
    SettlementRun,
    Stake,
)
from users.access import RIGHTS, Right, businesses_of, has_right, roles_in
from users.models import Business, Membership, Role, User

RIGHT = Right.MARKET_READ
#: What a player's own wallet takes, and everybody else's.
_OF_WALLETS = (Right.WALLET_READ, Right.LEDGER_READ)
#: What players do not see: nobody has ever been able to stake on it.
_UNSEEN = Q(opened_at=None)
#: Runs that players see: of results that another person, or the clock, has said yes to.
_SHOWN = (RunState.APPROVED, RunState.DONE, RunState.REPLACED)


def markets_of(user: User, businesses: Collection[int] | QuerySet[Any]) -> QuerySet[Market]:
    """The markets that a person may read, of businesses in which they hold market.read."""
    staff = Q(business__memberships__user=user) & ~Q(business__memberships__role=Role.PLAYER)
    whole = Market.objects.filter(staff, business_id__in=businesses).values("pk")
    return Market.objects.filter(Q(pk__in=whole) | ~_UNSEEN, business_id__in=businesses)


def markets_read_by(user: User) -> QuerySet[Market]:
    """All markets that a person may read."""
    return markets_of(user, _where(user))


def market_for(user: User, market_id: int) -> Market:
    """One market. Raises NotFound when it is absent or not the person's to see."""
    market = Market.objects.filter(pk=market_id).select_related("business", "pool").first()
    if market is None or not has_right(user, market.business, RIGHT):
        raise NotFound("market")
    if market.opened_at is None and not _is_staff(user, market.business):
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


def disputes_read_by(user: User) -> QuerySet[Dispute]:
    """All disputes that a person may read."""
    return Dispute.objects.filter(Q(by=user) | _of_staff(user), market__business__in=_where(user))


def runs_read_by(user: User) -> QuerySet[SettlementRun]:
    """All settlements that a person may read: players those that were approved."""
    shown = Q(state__in=_SHOWN) | _of_staff(user)
    return SettlementRun.objects.filter(shown, market__business__in=_where(user))


def run_for(user: User, run_id: int) -> SettlementRun:
    """One settlement. Raises NotFound when it is absent or not the person's to see."""
    run = runs_read_by(user).filter(pk=run_id).select_related("market__business").first()
    if run is None:
        raise NotFound("settlement")
    return run


def licence_for(user: User, licence_id: int) -> Licence:
    """One licence of a business whose markets a person may read. Raises NotFound."""
    licence = Licence.objects.filter(pk=licence_id).select_related("business").first()
    if licence is None or not has_right(user, licence.business, RIGHT):
        raise NotFound("licence")
    return licence


def stakes_of(user: User, businesses: Collection[int] | QuerySet[Any]) -> QuerySet[Stake]:
    """The stakes that a person may read: with ledger.read or market.manage all of a business, else theirs."""
    wide = RIGHTS[Right.LEDGER_READ] | RIGHTS[Right.MARKET_MANAGE]
    whole = Business.objects.filter(memberships__user=user, memberships__role__in=wide).values("pk")
    mine = Q(wallet__player=user) | Q(market__business__in=whole)
    return Stake.objects.filter(mine, market__business_id__in=businesses)


def stakes_read_by(user: User) -> QuerySet[Stake]:
    """All stakes that a person may read."""
    return stakes_of(user, _where(user))


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


def deposits_read_by(user: User) -> QuerySet[Deposit]:
    """All deposits that a person may read: a player their own, who reads the books all."""
    own, whole = (businesses_of(user, right).order_by().values("pk") for right in _OF_WALLETS)
    mine = Q(wallet__player=user, business__in=own)
    return Deposit.objects.filter(mine | Q(business__in=whole) & ~Q(wallet__player=user))


def deposit_for(user: User, deposit_id: int) -> Deposit:
    """One deposit. Raises NotFound when it is absent or not the person's to see."""
    row = Deposit.objects.filter(pk=deposit_id).select_related("business", "wallet", "request").first()
    if row is None:
        raise NotFound("deposit")
    own, whole = _OF_WALLETS
    if not has_right(user, row.business, own if row.wallet.player_id == user.pk else whole):
        raise NotFound("deposit")
    return row


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


def indications_of(outcomes: Collection[int]) -> dict[int, Indication]:
    """Key of an outcome, of those named -> what it would be now. Nothing for one that was scratched, and for
    a market of fewer than two outcomes. One query, whoever reads."""
    markets = Outcome.objects.filter(pk__in=outcomes).values("market")
    rows = Outcome.objects.filter(market__in=markets).select_related("market").order_by("market", "position")
    together: defaultdict[int, list[Outcome]] = defaultdict(list)
    for row in rows:
        together[row.market_id].append(row)
    found: dict[int, Indication] = {}
    for each in together.values():
        if len(each) < 2:
            continue
        market, runs = each[0].market, [row for row in each if row.scratched_at is None]
        rules = market.pool_rules(row.name for row in each)
        shown = indicate(rules=rules, pools={row.name: row.total for row in runs})
        found |= dict(zip((row.pk for row in runs), shown, strict=True))
    return found


def _is_staff(user: User, business: Business) -> bool:
    return bool(roles_in(user, business) - {Role.PLAYER})


def _where(user: User) -> QuerySet[Any]:
    """Keys of the businesses whose markets a person may read."""
    return businesses_of(user, RIGHT).order_by().values("pk")


def _of_staff(user: User) -> Q:
    """What belongs to a market of a business in which a person works."""
    works = Membership.objects.filter(user=user).exclude(role=Role.PLAYER)
    return Q(market__business__in=works.values("business"))
