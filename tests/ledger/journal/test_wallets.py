"""Wallets: money in, out and across, once for each key, never below zero, and explained to the cent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import Conflict, InsufficientFunds, InvalidInput, InvalidState, NotFound
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, credit, debit, post_entry, reverse_entry
from ledger.journal.wallets import (
    credit_wallet,
    debit_wallet,
    open_wallet,
    transfer,
    wallet_balance,
)
from ledger.models import Account, Entry, Wallet
from ledger.reads.selectors import balance_of
from tests.core.threads import run_together
from tests.ledger.books import AT, movements_of, origins_of
from users.people import create_player


@pytest.fixture
def wallets(business) -> list[Wallet]:
    phones = ("0712345678", "0712345679")
    players = [create_player(phone=phone, pin="279341", business=business) for phone in phones]
    return [open_wallet(business=business, player=player) for player in players]


def fresh(wallet: Wallet) -> int:
    wallet = Wallet.objects.get(pk=wallet.pk)
    assert wallet_balance(wallet) == balance_of(wallet.account)
    assert sum(part.amount for part in origins_of(wallet)) == wallet_balance(wallet)
    rows = movements_of(wallet)
    assert (rows[0][2] if rows else 0) == wallet_balance(wallet)
    return wallet_balance(wallet)


def topup(wallet: Wallet, cents: int, key: str = "key-0001", source: str = "1020") -> Entry:
    return credit_wallet(wallet=wallet, amount=cents, source=source, key=key, occurred_at=AT)


def spend(wallet: Wallet, cents: int, key: str = "out-0001") -> Entry:
    return debit_wallet(wallet=wallet, amount=cents, target="1020", key=key, occurred_at=AT)


def test_a_wallet_is_opened_once_for_a_player_of_the_business(business, other_business, wallets):
    player = wallets[0].player
    assert open_wallet(business=business, player=player) == wallets[0]
    assert (wallets[0].account.code, wallets[0].account.has_floor) == (f"2200-{player.pk}", True)
    with pytest.raises(NotFound):
        open_wallet(business=other_business, player=player)
    assert Wallet.objects.count() == 2
    assert not Account.objects.filter(business=other_business, code__startswith="2200-").exists()


def test_a_wallet_opened_by_eight_threads_is_one(business):
    player = create_player(phone="0712345678", pin="279341", business=business)
    outcomes = run_together([lambda: open_wallet(business=business, player=player).pk] * 8)
    assert set(outcomes) == {Wallet.objects.get().pk}


def test_money_comes_in_goes_out_and_across_once_for_each_key(wallets):
    mine, theirs = wallets
    assert topup(mine, 500).pk == topup(mine, 500).pk
    assert spend(mine, 120).pk == spend(mine, 120).pk
    moves = [transfer(wallet=mine, to=theirs, amount=80, key="gift-001", occurred_at=AT).pk for _ in range(2)]
    assert len(set(moves)) == 1
    assert (fresh(mine), fresh(theirs), Entry.objects.count()) == (300, 80, 3)
    assert topup(theirs, 20).reference == f"wallet:{theirs.pk}:key-0001"  # a key belongs to its wallet


def test_what_is_refused_moves_nothing(wallets, other_business, books):
    mine, theirs = wallets
    topup(mine, 100)
    stranger = create_player(phone="0712345670", pin="279341", business=other_business)
    foreign = open_wallet(business=other_business, player=stranger)
    before = books()
    for error, act in (
        (InsufficientFunds, lambda: spend(mine, 101)),
        (InsufficientFunds, lambda: spend(theirs, 1)),
        (Conflict, lambda: topup(mine, 101)),
        (Conflict, lambda: spend(mine, 100, "key-0001")),
        (InvalidInput, lambda: topup(mine, 0, "key-0002")),
        (InvalidInput, lambda: topup(mine, -5, "key-0002")),
        (InvalidInput, lambda: topup(mine, 5, "")),
        (InvalidInput, lambda: topup(mine, 5, "x" * 101)),
        (InvalidInput, lambda: topup(mine, 5, "key-0002", "9999")),
        (InvalidInput, lambda: transfer(wallet=mine, to=mine, amount=1, key="gift-001", occurred_at=AT)),
        (NotFound, lambda: transfer(wallet=mine, to=foreign, amount=1, key="gift-001", occurred_at=AT)),
    ):  # fmt: skip
        with pytest.raises(error):
            act()
        assert books() == before


def test_each_movement_says_what_it_left(wallets):
    wallet = wallets[0]
    for number in range(1, 8):
        topup(wallet, number * 10, f"key-{number:04}")
    rows = movements_of(wallet)
    assert [row[1:] for row in rows[:2]] == [(70, 280), (60, 210)]
    assert rows[-1][2] == 10
    assert movements_of(wallets[1]) == []


def explained(wallet: Wallet) -> list[tuple[str, int, tuple[str, ...]]]:
    fresh(wallet)
    parts = origins_of(wallet)
    return [(part.entry.reference.split(":")[-1], part.amount, part.sources) for part in parts]


def test_every_cent_is_explained(business, wallets):
    mine, theirs = wallets
    post_entry(
        business_id=business.pk,
        kind="ROUTE",
        reference="mpesa:600100:TKL123:route",
        occurred_at=AT,
        legs=[debit("2890", 500), credit(mine.account.code, 500)],
    )
    second = topup(mine, 300, "key-0002")
    spend(mine, 120)
    assert explained(mine) == [("route", 380, ("2890",)), ("key-0002", 300, ("1020",))]
    reverse_entry(entry=second, reason="typo", occurred_at=AT)
    assert explained(mine) == [("route", 380, ("2890",))]
    transfer(wallet=mine, to=theirs, amount=80, key="gift-001", occurred_at=AT)
    assert explained(theirs) == [("gift-001", 80, (mine.account.code,))]
    spend(mine, 300, "out-0002")
    assert explained(mine) == []


def test_a_batch_that_spends_before_it_credits_is_explained(business, wallets):
    code = wallets[0].account.code
    legs = ([debit(code, 90), credit("1020", 90)], [debit("1020", 100), credit(code, 100)])
    post_entries(
        EntryDraft(business_id=business.pk, kind="WALLET", reference=f"b:{n}", occurred_at=AT, legs=each)
        for n, each in enumerate(legs)
    )
    assert explained(wallets[0]) == [("1", 10, ("1020",))]


def test_a_tier_limits_what_goes_out_at_once_and_in_a_day(wallets):
    wallet, other = wallets
    topup(wallet, 10_000_000)  # more than the lowest tier may move: what arrives is not limited
    with pytest.raises(InvalidState, match=r"TIER_LIMIT.*10,000\.00 at once"):
        spend(wallet, 1_000_001)
    first = spend(wallet, 1_000_000)
    transfer(wallet=wallet, to=other, amount=900_000, key="out-0002", occurred_at=AT)
    with pytest.raises(InvalidState, match=r"20,000\.00 a day"):
        spend(wallet, 100_001, "out-0003")
    spend(wallet, 100_000, "out-0004")
    assert spend(wallet, 1_000_000).pk == first.pk  # a repeat is no new movement
    tomorrow = AT + timedelta(days=1)
    debit_wallet(wallet=wallet, amount=1_000_000, target="1020", key="out-0005", occurred_at=tomorrow)
    assert fresh(wallet) == 7_000_000


def test_what_was_reversed_does_not_count_against_the_day(wallets):
    topup(wallets[0], 5_000_000)
    for number in (1, 2):
        entry = spend(wallets[0], 1_000_000, f"out-000{number}")
    reverse_entry(entry=entry, reason="wrong player", occurred_at=AT)
    spend(wallets[0], 1_000_000, "out-0003")
    with pytest.raises(InvalidState):
        spend(wallets[0], 1, "out-0004")


def test_many_hands_at_once_stay_within_the_day(wallets):
    topup(wallets[0], 5_000_000)
    outcomes = run_together([lambda n=n: spend(wallets[0], 500_000, f"out-{n:04}") for n in range(8)])
    assert sum(isinstance(each, Entry) for each in outcomes) == 4
    assert fresh(wallets[0]) == 3_000_000


def test_a_transfer_leaves_the_receiver_no_more_than_the_tier_holds(wallets):
    wallet, other = wallets
    topup(wallet, 1_000_000)
    topup(other, 4_999_999)
    with pytest.raises(InvalidState, match=r"TIER_LIMIT.*50,000\.00"):
        transfer(wallet=wallet, to=other, amount=2, key="out-0001", occurred_at=AT)
    first = transfer(wallet=wallet, to=other, amount=1, key="out-0002", occurred_at=AT)
    assert transfer(wallet=wallet, to=other, amount=1, key="out-0002", occurred_at=AT).pk == first.pk
