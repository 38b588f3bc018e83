"""A house that runs markets, and its players: thousands at once, with money in their wallets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from core import days
from core.rows.saving import insert_rows
from ledger.chart.standard import CASH, WALLETS
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, credit, debit
from ledger.models import Account, EntryKind, Wallet
from markets.models import Market, Outcome, Stake
from markets.resolving.proposing import Result, propose_resolution
from markets.rules import set_market_rules
from markets.running.drafting import create_market
from markets.running.reviewing import submit_market
from markets.running.stepping import close_market
from markets.running.terms import MarketTerms
from users.actors import SYSTEM
from users.approvals.approving import Proof, approve
from users.models import Approval, Business, Membership, Role, User
from users.people import add_member, create_business, create_staff

TEXTS = {
    "rules": "Yes, if the station reports rain.",
    "source": "The daily report.",
    "fallback": "The next station.",
    "tie": "There is none.",
    "postponement": "Without a report it is void.",
}
#: What every player has.
FUNDS = 5_000_000_00
#: So many at once: the row of a pool has a version for each stake of a transaction.
_PLAYERS_AT_ONCE, _STAKES_AT_ONCE = 5_000, 250

_TAKE = """
INSERT INTO markets_stake (market_id, sequence, outcome_id, wallet_id, cents, accepted_at, key, key_hash)
SELECT %s, 0, stake.outcome, stake.wallet, stake.cents, clock_timestamp(), stake.key, sha256(stake.key::bytea)
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[]) AS stake (outcome, wallet, cents, key)
RETURNING wallet_id, cents, sequence, accepted_at
"""


class House:
    """A business with an operator and an approver."""

    def __init__(self) -> None:
        count = Business.objects.count()
        self.owner, self.operator, self.approver = (
            create_staff(username=f"bench-m{count}-{name}", password="bench-password-of-nobody")
            for name in ("owner", "operator", "approver")
        )
        self.business = create_business(code=f"bench-m{count}", name="Bench", owner=self.owner)
        for user, role in ((self.operator, Role.MARKET_OPERATOR), (self.approver, Role.APPROVER)):
            add_member(business=self.business, user=user, role=role, actor=SYSTEM)
        set_market_rules(business=self.business, rules={}, play_money=True, actor=SYSTEM)  # it has no till
        self._keys = 0

    def key(self) -> str:
        self._keys += 1
        return f"bench-{self._keys}"

    def yes(self, asked: Approval) -> None:
        approve(approval=asked, checker=self.approver, digest=asked.digest, proof=Proof())

    def open(self) -> list[Outcome]:
        """The outcomes, Yes and No, of a market that is open."""
        now = days.now()
        terms = MarketTerms(
            title="Will it rain?",
            outcomes=("Yes", "No"),
            closes_at=now + timedelta(days=1),
            resolve_by=now + timedelta(days=2),
            void_after=now + timedelta(days=7),
            texts=TEXTS,
            time_zone="Africa/Nairobi",
            least_stake=1_00,
        )
        market = create_market(business=self.business, terms=terms, key=self.key(), actor=self.operator)
        self.yes(submit_market(market=market, key=self.key(), actor=self.operator))
        rows = Outcome.objects.filter(market=market).select_related("market__business")
        return list(rows.order_by("position"))

    def propose(self, won: Outcome) -> Market:
        """Closed, with a result that nobody may dispute any more."""
        market = close_market(market=won.market, actor=self.operator)
        result = Result(weights={won.pk: 10_000}, evidence="It rained 12 mm.", observed_at=days.now())
        propose_resolution(market=market, result=result, key=self.key(), actor=self.operator)
        Market.objects.filter(pk=market.pk).update(disputes_until=days.now())
        return Market.objects.select_related("business").get(pk=market.pk)

    def players(self, count: int) -> list[Wallet]:
        """New players with FUNDS each, as open_wallet and credit_wallet would make them one by one."""
        start = User.objects.count()
        for at in range(start, start + count, _PLAYERS_AT_ONCE):
            self._sign_up(at, min(at + _PLAYERS_AT_ONCE, start + count))
        rows = Wallet.objects.filter(business=self.business).select_related("account", "player")
        return list(rows.order_by("-pk")[:count])

    @transaction.atomic
    def _sign_up(self, first: int, end: int) -> None:
        names = [f"bench-player-{each}" for each in range(first, end)]
        insert_rows(User(username=name) for name in names)
        users = list(User.objects.filter(username__in=names).order_by("pk"))
        insert_rows(Membership(user=user, business=self.business, role=Role.PLAYER) for user in users)
        above = Account.objects.get(business=self.business, code=WALLETS)
        codes = [f"{WALLETS}-{user.pk}" for user in users]
        insert_rows(
            Account(
                business=self.business, code=code, name=code, kind=above.kind, parent=above, has_floor=True
            )
            for code in codes
        )
        accounts = {row.code: row for row in Account.objects.filter(business=self.business, code__in=codes)}
        insert_rows(
            Wallet(business=self.business, player=user, account=accounts[f"{WALLETS}-{user.pk}"])
            for user in users
        )
        post_entries(
            EntryDraft(
                business_id=self.business.pk,
                kind=EntryKind.WALLET,
                reference=f"bench:funds:{code}",
                legs=[debit(CASH, FUNDS), credit(code, FUNDS)],
                occurred_at=days.now(),
            )
            for code in codes
        )

    def seed_stakes(self, outcomes: list[Outcome], wallets: list[Wallet], count: int) -> None:
        """So many stakes, turn by turn on each outcome and by each player, under all guards of the stakes
        and of the books: what place_stake does, some hundred in a transaction."""
        market, by_id = outcomes[0].market, {wallet.pk: wallet for wallet in wallets}
        for start in range(0, count, _STAKES_AT_ONCE):
            places = range(start, min(start + _STAKES_AT_ONCE, count))
            with transaction.atomic():
                taken = _take(market, outcomes, wallets, places)
                post_entries(
                    EntryDraft(
                        business_id=market.business_id,
                        kind=EntryKind.STAKE,
                        reference=f"wallet:{wallet}:{Stake(market=market, sequence=sequence).movement}",
                        legs=[debit(by_id[wallet].account.code, cents), credit(f"2300-{market.pk}", cents)],
                        occurred_at=accepted_at,
                    )
                    for wallet, cents, sequence, accepted_at in taken
                )


def _take(
    market: Market, outcomes: list[Outcome], wallets: list[Wallet], places: range
) -> list[tuple[Any, ...]]:
    # Each player is on one outcome after the other.
    chosen = [outcomes[(place + place // len(wallets)) % len(outcomes)].pk for place in places]
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE,
            [
                market.pk,
                chosen,
                [wallets[place % len(wallets)].pk for place in places],
                [1_00 + place % 9_901 for place in places],
                [f"bench-{market.pk}-{place}" for place in places],
            ],
        )
        return cursor.fetchall()
