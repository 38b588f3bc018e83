"""A stake is in the pool or refused with its money in the wallet: once for each key, in time, within every
bound, in one order without gaps, however many come at once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction

from core import days
from core.errors import DomainError
from core.models import WakeUp
from ledger.journal.posting import SEAL_QUEUE
from ledger.models import Entry, Unsealed
from markets.locking import database_now
from markets.models import Pool, SelfExclusion, Stake, StakeLimit
from markets.running.stepping import scratch_outcome, suspend_market
from markets.selectors import stake_for, stakes_of
from markets.staking.excluding import exclude_self, exclusion_of
from markets.staking.limits import coming_limits, limits_at, set_stake_limit, staked_since
from markets.staking.placing import place_stake
from mpesa.payouts.rules import set_payout_limits
from mpesa.payouts.withdrawing import withdraw
from tests.clock import Clock
from tests.core.threads import run_together
from tests.ledger.books import refusal
from tests.markets.bookmakers import Bookmaker, books, fresh_key, has, legs_of, outcome
from users.models import Role
from users.people import create_player


def test_a_stake_goes_from_the_wallet_into_the_pool_once_for_its_key(bookmaker: Bookmaker):
    market = bookmaker.open()
    yes, no = outcome(market, "Yes"), outcome(market, "No")
    wallet, other = bookmaker.player(500_00), bookmaker.player(300_00)
    first = bookmaker.stake(wallet, yes, 100_00, key="first")
    assert bookmaker.stake(wallet, yes, 100_00, key="first").pk == first.pk
    second = bookmaker.stake(other, no, 200_00, key="first")
    assert (first.sequence, second.sequence) == (1, 2)
    assert (has(wallet), has(other), bookmaker.balance("2300")) == (400_00, 100_00, 300_00)
    assert legs_of(first.reference) == {
        wallet.account.code: (100_00, 0), f"2300-{market.pk}": (0, 100_00)
    }  # fmt: skip
    entry = Entry.objects.get(reference=first.reference)
    assert (entry.kind, entry.occurred_at) == ("STAKE", first.accepted_at)
    assert market.opened_at < first.accepted_at < second.accepted_at < database_now()
    pool = Pool.objects.get(market=market)
    assert (pool.stakes, pool.total) == (2, 300_00)
    assert [(each.stakes, each.total) for each in market.outcomes.order_by("position")] == [
        (1, 100_00), (1, 200_00)
    ]  # fmt: skip
    before = books()
    assert refusal(partial(bookmaker.stake, wallet, yes, 99_00, key="first")) == "KEY_REUSED"
    assert refusal(partial(bookmaker.stake, wallet, no, 100_00, key="first")) == "KEY_REUSED"
    bookmaker.close(market)
    assert bookmaker.stake(wallet, yes, 100_00, key="first").pk == first.pk, "also when it is closed"
    assert books() == before


def test_what_is_refused_moves_nothing(bookmaker: Bookmaker, other_house):
    market = bookmaker.open("Yes", "No", "Perhaps", most_stake=20_000_00)
    yes, wallet = outcome(market, "Yes"), bookmaker.player(30_000_00)
    poor = bookmaker.player(50_00)
    scratch_outcome(outcome=outcome(market, "Perhaps"), reason="No", actor=bookmaker.operator)
    draft = bookmaker.draft()
    foreign = Bookmaker(other_house).player()
    before = books()
    for act, code in (
        (partial(bookmaker.stake, wallet, yes, 99), "STAKE_BOUNDS"),
        (partial(bookmaker.stake, wallet, yes, 20_000_01), "STAKE_BOUNDS"),
        (partial(bookmaker.stake, wallet, yes, -100_00), "STAKE_BOUNDS"),
        (partial(bookmaker.stake, wallet, yes, 10_000_01), "TIER_LIMIT"),
        (partial(bookmaker.stake, poor, yes, 50_01), "FLOOR"),
        (partial(bookmaker.stake, wallet, outcome(market, "Perhaps"), 100_00), "OUTCOME_SCRATCHED"),
        (partial(bookmaker.stake, wallet, outcome(draft, "Yes"), 100_00), "MARKET_CLOSED"),
        (partial(bookmaker.stake, wallet, yes, 100_00, key="x" * 101), "BAD_KEY"),
        (partial(bookmaker.stake, foreign, yes, 100_00), "NOT_FOUND"),
        (partial(place_stake, player=bookmaker.operator, outcome=yes, amount=1_00, key="k"), "NOT_ALLOWED"),
    ):
        assert refusal(act) == code
        assert books() == before, code
    suspend_market(market=market, reason="Floods", actor=bookmaker.operator)
    assert refusal(partial(bookmaker.stake, wallet, yes, 100_00)) == "MARKET_CLOSED"
    assert books() == before


def test_a_stake_is_one_statement_and_joins_a_transaction(bookmaker: Bookmaker, django_assert_num_queries):
    market = bookmaker.open()
    yes, wallet = outcome(market, "Yes"), bookmaker.player(1_000_00)
    bookmaker.stake(wallet, yes, 100_00)
    with django_assert_num_queries(3):  # two to publish the event
        bookmaker.stake(wallet, yes, 100_00, key="alone")
    before = books()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        bookmaker.stake(wallet, yes, 100_00, key="together")
        _ = 1 / 0
    assert books() == before
    with transaction.atomic():
        third = bookmaker.stake(wallet, yes, 100_00, key="together")
        assert refusal(partial(bookmaker.stake, wallet, yes, 700_01)) == "FLOOR"
    Unsealed.objects.get(entry__reference=third.reference)
    WakeUp.objects.all().delete()
    fourth = bookmaker.stake(wallet, yes, 100_00)
    assert WakeUp.objects.filter(queue=SEAL_QUEUE).count() == 1, "the sealer hears of it"
    assert (third.sequence, fourth.sequence, has(wallet)) == (3, 4, 600_00)


def test_the_lowest_limit_counts_lower_at_once_and_higher_after_a_day(bookmaker: Bookmaker, clock: Clock):
    closes = {"closes_at": days.now() + timedelta(days=40), "resolve_by": days.now() + timedelta(days=41)}
    market = bookmaker.open(**closes, void_after=days.now() + timedelta(days=42))
    yes, wallet = outcome(market, "Yes"), bookmaker.player()
    me = {"business": market.business, "player": wallet.player, "actor": wallet.player}
    set_stake_limit(period="MONTH", amount=300_00, **me)
    set_stake_limit(period="WEEK", amount=200_00, **me)
    set_stake_limit(period="DAY", amount=500_00, **me)
    bookmaker.stake(wallet, yes, 150_00)
    assert refusal(partial(bookmaker.stake, wallet, yes, 50_01)) == "STAKE_LIMIT"
    bookmaker.stake(wallet, yes, 50_00)
    raised = set_stake_limit(period="WEEK", amount=None, **me)
    assert raised.from_at == days.now() + timedelta(hours=24)
    assert [each.pk for each in coming_limits(market.business, wallet.player)] == [raised.pk]
    assert refusal(partial(bookmaker.stake, wallet, yes, 1_00)) == "STAKE_LIMIT"
    clock.pass_seconds(24 * 3600)
    assert limits_at(market.business, wallet.player, days.now()) == {
        "DAY": 500_00, "WEEK": None, "MONTH": 300_00
    }  # fmt: skip
    assert coming_limits(market.business, wallet.player) == []
    set_stake_limit(period="DAY", amount=0, **me)
    assert refusal(partial(bookmaker.stake, wallet, yes, 1_00)) == "STAKE_LIMIT"
    assert (has(wallet), StakeLimit.objects.count()) == (800_00, 5)
    other = bookmaker.player().player
    assert refusal(lambda: set_stake_limit(period="DAY", amount=1, **(me | {"actor": other}))) == (
        "NOT_ALLOWED"
    )
    assert refusal(lambda: set_stake_limit(period="DAY", amount=-1, **me)) == "BAD_LIMIT"


def test_a_lower_limit_set_later_outlasts_a_raise_that_was_to_come(bookmaker: Bookmaker, clock: Clock):
    wallet = bookmaker.player()
    me = {"business": wallet.business, "player": wallet.player, "actor": wallet.player}
    set_stake_limit(period="DAY", amount=100_00, **me)
    set_stake_limit(period="DAY", amount=900_00, **me)
    set_stake_limit(period="DAY", amount=50_00, **me)
    clock.pass_seconds(48 * 3600)
    assert limits_at(wallet.business, wallet.player, days.now())["DAY"] == 50_00


def test_stakes_of_one_player_on_two_markets_at_once_keep_the_limit(bookmaker: Bookmaker):
    markets = [bookmaker.open() for _ in range(4)]
    wallet = bookmaker.player()
    me = {"business": wallet.business, "player": wallet.player, "actor": wallet.player}
    set_stake_limit(period="DAY", amount=250_00, **me)
    said = run_together([partial(bookmaker.stake, wallet, outcome(each, "Yes"), 100_00) for each in markets])
    assert Counter(getattr(each, "code", "IN") for each in said) == {"IN": 2, "STAKE_LIMIT": 2}
    assert staked_since(wallet, days.now())["DAY"] == 200_00
    assert has(wallet) == 800_00


def test_who_is_self_excluded_stakes_nothing_and_still_withdraws(bookmaker: Bookmaker, office, clock: Clock):
    market = bookmaker.open(
        closes_at=days.now() + timedelta(days=8),
        resolve_by=days.now() + timedelta(days=9),
        void_after=days.now() + timedelta(days=10),
    )
    player = create_player(phone="254712345679", pin="274913", business=market.business)
    office.house.people[Role.PLAYER] = player
    wallet = office.wallet(1_000_00)
    me = {"business": market.business, "player": player, "actor": player}
    exclude_self(for_days=7, **me)
    before = books()
    assert refusal(partial(bookmaker.stake, wallet, outcome(market, "Yes"), 100_00)) == "SELF_EXCLUDED"
    assert books() == before
    limits = {"withdrawal_limit": 500_00}
    set_payout_limits(business=market.business, limits=limits, actor=bookmaker.owner)
    assert withdraw(wallet=wallet, amount=400_00, key="out", actor=player).state == "RESERVED"
    clock.pass_seconds(7 * 24 * 3600)
    assert exclusion_of(market.business, player) is None
    bookmaker.stake(wallet, outcome(market, "Yes"), 100_00)
    exclude_self(for_days=None, **me)
    exclude_self(for_days=1, **me)
    assert exclusion_of(market.business, player).until_at is None
    with pytest.raises(DatabaseError, match="permission denied"):
        SelfExclusion.objects.update(until_at=days.now())
    assert has(wallet) == 500_00


def test_what_a_player_sets_while_the_stake_waits_counts_for_it(bookmaker: Bookmaker, clock: Clock):
    """The stake asked for its moment first, and waited for the player's lock while this was set."""
    market = bookmaker.open()
    wallet = bookmaker.player(500_00)
    stake = partial(bookmaker.stake, wallet, outcome(market, "Yes"), 100_00)
    me, began = wallet.player, clock.at
    clock.pass_seconds(1)
    set_stake_limit(business=wallet.business, player=me, period="DAY", amount=99_00, actor=me)
    clock.at, before = began, books()
    assert refusal(partial(stake, key="limited")) == "TRY_AGAIN"
    clock.pass_seconds(1)
    assert refusal(partial(stake, key="limited")) == "STAKE_LIMIT"
    clock.pass_seconds(1)
    set_stake_limit(business=wallet.business, player=me, period="DAY", amount=None, actor=me)
    clock.pass_seconds(24 * 3600)
    began = clock.at
    clock.pass_seconds(1)
    exclude_self(business=wallet.business, player=me, for_days=1, actor=me)
    clock.at = began
    assert refusal(partial(stake, key="excluded")) == "TRY_AGAIN"
    clock.pass_seconds(1)
    assert refusal(partial(stake, key="excluded")) == "SELF_EXCLUDED"
    assert books() == before


def test_a_hundred_stakes_by_eight_threads_lose_no_update(bookmaker: Bookmaker):
    market = bookmaker.open()
    outcomes = [outcome(market, "Yes"), outcome(market, "No")]
    wallets = [bookmaker.player(1_000_00) for _ in range(10)]

    def stakes(thread: int) -> list[int]:
        mine = range(thread, 100, 8)
        return [
            bookmaker.stake(wallets[each % 10], outcomes[each % 2], 1_00 + each, key=f"s{each}").pk
            for each in mine
        ]

    made = run_together([partial(stakes, thread) for thread in range(8)])
    assert sum(len(each) for each in made) == 100
    total = sum(1_00 + each for each in range(100))
    pool = Pool.objects.get(market=market)
    assert (pool.stakes, pool.total, bookmaker.balance("2300")) == (100, total, total)
    rows = list(Stake.objects.order_by("sequence"))
    assert [each.sequence for each in rows] == list(range(1, 101))
    assert [each.accepted_at for each in rows] == sorted(each.accepted_at for each in rows)
    assert sum(has(each) for each in wallets) == 10_000_00 - total
    assert [each.total for each in market.outcomes.order_by("position")] == [
        sum(1_00 + each for each in range(0, 100, 2)), sum(1_00 + each for each in range(1, 100, 2))
    ]  # fmt: skip


def test_at_the_closing_instant_a_stake_is_in_the_pool_or_its_money_in_the_wallet(bookmaker: Bookmaker):
    market = bookmaker.open(closes_at=database_now() + timedelta(seconds=3))
    yes = outcome(market, "Yes")
    wallets = [bookmaker.player(5_000_00) for _ in range(8)]

    def until_closed(wallet) -> tuple[int, set[str]]:
        placed, said = 0, set()
        while "MARKET_CLOSED" not in said:
            try:
                bookmaker.stake(wallet, yes, 1_00)
                placed += 1
            except DomainError as error:
                said.add(error.code)
        return placed, said

    found = run_together([partial(until_closed, wallet) for wallet in wallets])
    for wallet, (placed, said) in zip(wallets, found, strict=True):
        mine = Stake.objects.filter(wallet=wallet)
        assert said == {"MARKET_CLOSED"}
        assert (mine.count(), has(wallet)) == (placed, 5_000_00 - placed * 1_00)
    rows = Stake.objects.order_by("sequence")
    assert [each.sequence for each in rows] == list(range(1, len(rows) + 1))
    assert all(each.accepted_at < market.closes_at for each in rows)
    assert bookmaker.balance("2300") == len(rows) * 1_00 == Pool.objects.get(market=market).total


def test_one_key_by_eight_threads_is_one_stake(bookmaker: Bookmaker):
    market = bookmaker.open()
    wallet = bookmaker.player(1_000_00)
    same = partial(bookmaker.stake, wallet, outcome(market, "Yes"), 100_00, key="same")
    assert len({each.pk for each in run_together([same] * 8)}) == 1
    assert (has(wallet), bookmaker.balance("2300")) == (900_00, 100_00)


_RAW = """
INSERT INTO markets_stake (market_id, sequence, outcome_id, wallet_id, cents, accepted_at, key, key_hash)
VALUES (%s, 77, %s, %s, %s, '2026-01-01 00:00:00+03', %s, sha256('x'))
"""


def test_the_database_itself_numbers_stamps_and_refuses(bookmaker: Bookmaker):
    market = bookmaker.open()
    yes, wallet = outcome(market, "Yes"), bookmaker.player(1_000_00)
    stake = bookmaker.stake(wallet, yes, 100_00)

    def raw(cents: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_RAW, [market.pk, yes.pk, wallet.pk, cents, fresh_key()])
            row = Stake.objects.get(sequence=2)
            assert row.accepted_at > stake.accepted_at, "not what the statement said"

    before = books()
    with pytest.raises(DatabaseError, match="STAKE_WITHOUT_MONEY"):
        raw(100_00)
    with pytest.raises(DatabaseError, match="STAKE_REFUSED"):
        raw(1)
    with pytest.raises(DatabaseError, match="permission denied"):
        Stake.objects.filter(pk=stake.pk).update(cents=1)
    with pytest.raises(DatabaseError, match="permission denied"):
        Pool.objects.filter(market=market).update(total=0)
    bookmaker.close(market)
    with pytest.raises(DatabaseError, match="stake_in_time"):
        raw(100_00)
    assert books() == before


def test_players_see_their_own_stakes_only(bookmaker: Bookmaker):
    market = bookmaker.open()
    wallet, other = bookmaker.player(), bookmaker.player()
    mine = bookmaker.stake(wallet, outcome(market, "Yes"), 100_00)
    theirs = bookmaker.stake(other, outcome(market, "No"), 100_00)
    pk = market.business_id
    assert list(stakes_of(wallet.player, [pk])) == [mine]
    assert set(stakes_of(bookmaker.operator, [pk])) == {mine, theirs}
    assert stake_for(wallet.player, mine.pk) == mine
    assert refusal(lambda: stake_for(wallet.player, theirs.pk)) == "NOT_FOUND"
