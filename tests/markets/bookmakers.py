"""A house that runs markets: an operator who writes them, an approver who reads them, players with money."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from core import days
from core.digests import digest
from core.machine.jobs import drain_queue
from ledger.journal.wallets import credit_wallet, open_wallet, wallet_balance
from ledger.models import Entry, Floor, Line, Wallet
from ledger.reads.selectors import balance_by_code
from markets.legal.rules import change_legal_rule
from markets.locking import database_now
from markets.models import LegalKind, Market, MarketRules, MarketState, Outcome, Pool, Stake
from markets.resolving.proposing import Result, propose_resolution
from markets.running.drafting import create_market
from markets.running.reviewing import submit_market
from markets.running.stepping import close_market
from markets.running.terms import MarketTerms
from markets.settling.approving import request_settlement
from markets.settling.queues import QUEUE
from markets.staking.placing import place_stake
from mpesa.models import Till
from tests.clock import Clock
from tests.graphql_api.conftest import House
from users.approvals.approving import Proof, approve
from users.models import Approval, Business, Membership, Role, User

RULES = {
    "rules": "Yes, if the weather station at Wilson Airport reports rain on the day.",
    "source": "The daily report of the Kenya Meteorological Department.",
    "fallback": "The report of the next station.",
    "tie": "There is none.",
    "postponement": "Without a report within two days the market is void.",
}
_keys = itertools.count(1)
_players = itertools.count(1)


def fresh_key() -> str:
    return f"key-{next(_keys):06}"


@dataclass
class Bookmaker:
    house: House
    operator: User = field(init=False)
    approver: User = field(init=False)
    owner: User = field(init=False)

    def __post_init__(self) -> None:
        people = self.house.people
        self.operator, self.approver = people[Role.MARKET_OPERATOR], people[Role.APPROVER]
        self.owner = people[Role.OWNER]

    def terms(self, *outcomes: str, **more: Any) -> MarketTerms:
        now = database_now()
        given: dict[str, Any] = {
            "title": "Will it rain?",
            "outcomes": outcomes or ("Yes", "No"),
            "closes_at": now + timedelta(hours=1),
            "resolve_by": now + timedelta(days=2),
            "void_after": now + timedelta(days=7),
            "texts": RULES,
            "time_zone": "Africa/Nairobi",
            "least_stake": 1_00,
            "dispute_minutes": 60,
        }
        return MarketTerms(**(given | more))

    def draft(self, *outcomes: str, **more: Any) -> Market:
        play_without_till(self.house.business)
        terms = self.terms(*outcomes, **more)
        return create_market(business=self.house.business, terms=terms, key=fresh_key(), actor=self.operator)

    def submit(self, market: Market) -> Approval:
        return submit_market(market=market, key=fresh_key(), actor=self.operator)

    def say_yes(self, asked: Approval, checker: User | None = None) -> Approval:
        return approve(approval=asked, checker=checker or self.approver, digest=asked.digest, proof=Proof())

    def open(self, *outcomes: str, **more: Any) -> Market:
        market = self.draft(*outcomes, **more)
        self.say_yes(self.submit(market))
        return again(market)

    def player(self, cents: int = 1_000_00) -> Wallet:
        """Somebody new, with money in a wallet."""
        user = User.objects.create(username=f"player.{next(_players)}.{self.house.code}")
        Membership.objects.create(user=user, business=self.house.business, role=Role.PLAYER)
        return self.fund(open_wallet(business=self.house.business, player=user), cents)

    def fund(self, wallet: Wallet, cents: int) -> Wallet:
        if cents:
            credit_wallet(wallet=wallet, amount=cents, source="1020", key=fresh_key(), occurred_at=days.now())
        return wallet

    def stake(self, wallet: Wallet, outcome: Outcome, cents: int, key: str = "") -> Stake:
        return place_stake(outcome=outcome, amount=cents, key=key or fresh_key(), player=wallet.player)

    def close(self, market: Market) -> Market:
        return close_market(market=market, actor=self.operator)

    def result(self, market: Market, *won: str, **more: Any) -> Result:
        """Equal parts to those who won."""
        ids = [outcome(market, name).pk for name in won]
        parts = {pk: 10_000 // len(ids) for pk in ids}
        if ids:
            parts[ids[0]] += 10_000 - sum(parts.values())
        given: dict[str, Any] = {
            "weights": parts, "evidence": "It rained 12 mm.", "observed_at": days.now()
        }  # fmt: skip
        return Result(**(given | more))

    def propose(self, market: Market, *won: str, **more: Any) -> Any:
        return propose_resolution(
            market=market, result=self.result(market, *won, **more), key=fresh_key(), actor=self.operator
        )

    def asked(self, market: Market, clock: Clock | None, *won: str, **more: Any) -> Approval:
        """Closed, proposed, and the time to dispute is over: the request for a yes to the numbers."""
        if again(market).state != MarketState.CLOSED:
            self.close(market)
        if clock is not None:
            clock.pass_seconds(60)
        self.propose(market, *won, **more)
        if clock is not None:
            clock.pass_seconds(3600)
        else:
            Market.objects.filter(pk=market.pk).update(disputes_until=days.now())
        return request_settlement(market=market, key=fresh_key(), actor=self.operator)

    def settle(self, market: Market, clock: Clock | None, *won: str, **more: Any) -> Market:
        self.say_yes(self.asked(market, clock, *won, **more))
        drain_queue(QUEUE)
        return again(market)

    def balance(self, code: str) -> int:
        return balance_by_code(self.house.business.pk, code)


def play_without_till(business: Business) -> None:
    """Where it has no till it plays for nothing, so that its markets open."""
    if not Till.objects.filter(business=business).exists():
        MarketRules.objects.update_or_create(business=business, defaults={"play_money": True})


def again(market: Market) -> Market:
    return Market.objects.select_related("business", "pool__account").get(pk=market.pk)


def outcome(market: Market, name: str) -> Outcome:
    return Outcome.objects.select_related("market__business").get(market=market, name=name)


def has(wallet: Wallet) -> int:
    return wallet_balance(Wallet.objects.select_related("account__floor").get(pk=wallet.pk))


def legs_of(reference: str) -> dict[str, tuple[int, int]]:
    """Account code -> (debit, credit) of the entry under a reference."""
    lines = Line.objects.filter(entry__reference=reference).select_related("account")
    return {line.account.code: (line.debit, line.credit) for line in lines}


def books() -> bytes:
    """A fingerprint of the money: entries, floors and what stakes say."""
    return digest(
        [
            list(Entry.objects.order_by("pk").values_list("pk", flat=True)),
            [[pk, int(cents)] for pk, cents in Floor.objects.order_by("pk").values_list("pk", "balance")],
            list(Stake.objects.order_by("pk").values_list("pk", flat=True)),
            [list(each) for each in Pool.objects.order_by("pk").values_list("pk", "stakes", "total")],
            [list(each) for each in Outcome.objects.order_by("pk").values_list("pk", "stakes", "total")],
        ]
    )


def moment(at: datetime) -> datetime:
    return at.replace(microsecond=0)


def set_legal_rule(bookmaker: Bookmaker, clock: Clock, kind: LegalKind, value: int) -> date:
    """A rule of the law that counts already: it was set two days ago, and began a day later. Gives its first
    day. The clock is the database's, which nobody moves."""
    clock.at -= timedelta(days=2)
    day = days.today() + timedelta(days=1)
    asked = change_legal_rule(
        business=bookmaker.house.business,
        kind=kind,
        value=value,
        law="The Act",
        from_day=day,
        key=fresh_key(),
        actor=bookmaker.owner,
    )
    bookmaker.say_yes(asked)
    clock.at += timedelta(days=2)
    return day
