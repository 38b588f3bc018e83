"""Threads that post at once."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from core.errors import Conflict, InsufficientFunds
from ledger.chart.standard import open_sub_account
from ledger.journal.posting import credit, debit, post_entry, reverse_entry
from ledger.models import Account, Entry, Floor, Line
from ledger.reads.selectors import balance_by_code
from tests.core.threads import Running, run_together
from tests.ledger.books import AT, post


def test_one_reference_from_eight_threads_is_one_entry(business):
    outcomes = run_together([lambda: post(business).pk] * 8)
    assert set(outcomes) == {Entry.objects.get().pk}
    assert Line.objects.count() == 2
    assert balance_by_code(business.pk, "1020") == 5000


def test_one_reference_with_two_contents_is_one_entry_and_conflicts(business):
    outcomes = run_together([lambda cents=cents: post(business, cents=cents) for cents in (100, 200) * 4])
    conflicts = [each for each in outcomes if isinstance(each, Conflict)]
    assert len(conflicts) == 4 and {each.code for each in conflicts} == {"REFERENCE_REUSED"}
    assert balance_by_code(business.pk, "1020") in (100, 200)


def test_who_waits_for_a_reference_that_is_rolled_back_posts_it(business):
    posted, may_end = threading.Event(), threading.Event()

    def give_up() -> None:
        with transaction.atomic():
            post(business)
            posted.set()
            assert may_end.wait(20)
            transaction.set_rollback(True)

    first = Running(give_up)
    assert posted.wait(20)
    second = Running(lambda: post(business, cents=700))
    may_end.set()
    first.result()
    assert second.result().pk == Entry.objects.get().pk
    assert balance_by_code(business.pk, "1020") == 700


def test_a_reversal_from_eight_threads_is_one(business):
    entry = post(business)
    outcomes = run_together([lambda: reverse_entry(entry=entry, reason="x", occurred_at=AT).pk] * 8)
    assert len(set(outcomes)) == 1
    assert (Entry.objects.count(), balance_by_code(business.pk, "1020")) == (2, 0)


def test_a_wallet_is_never_spent_twice(business, wallet):
    post(business, "in", 500, to=wallet.code)
    outcomes = run_together(
        [lambda n=n: post(business, f"out{n}", 100, by=wallet.code, to="1020") for n in range(12)]
    )
    refused = [each for each in outcomes if isinstance(each, InsufficientFunds)]
    assert len(refused) == 7 and len([each for each in outcomes if isinstance(each, Entry)]) == 5
    assert Floor.objects.get().balance == balance_by_code(business.pk, wallet.code) == 0


def test_crossing_transfers_between_wallets_do_not_deadlock(business, wallet):
    other = open_sub_account(
        business_id=business.pk, parent_code="2200", suffix="2", name="B", has_floor=True
    )
    for account in (wallet, other):
        post(business, f"in:{account.code}", 1000, to=account.code)

    def transfer(n: int, source: Account, target: Account) -> None:
        for step in range(10):
            legs = [debit(source.code, 10), credit(target.code, 10)]
            post_entry(
                business_id=business.pk, kind="MANUAL", reference=f"{n}:{step}", occurred_at=AT, legs=legs
            )

    pairs = [(wallet, other), (other, wallet)] * 3
    outcomes = run_together([lambda n=n, pair=pair: transfer(n, *pair) for n, pair in enumerate(pairs)])
    assert outcomes == [None] * 6
    assert list(Floor.objects.values_list("balance", flat=True)) == [1000, 1000]


def test_a_long_transaction_that_posted_holds_nobody_else_up(business):
    """Its wake-up is not committed; other postings must neither wait for it nor rely on it."""
    with transaction.atomic():
        post(business, "long")
        Running(lambda: post(business, "quick")).result()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM core_wakeup")
            assert cursor.fetchone() == (2,)
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("rounds", [12])
def test_posters_and_the_sealer_at_once_end_in_one_dense_chain(business, drain, rounds):
    def write(writer: int) -> None:
        for number in range(rounds):
            post(business, f"{writer}:{number}", 1 + number)

    outcomes = run_together(
        [*[lambda writer=writer: write(writer) for writer in range(4)], *[lambda: drain("ledger.seal")] * 2]
    )
    assert outcomes == [None] * 6
    drain("ledger.seal")
    seals = list(business.entries.values_list("seal__number", flat=True).order_by("seal__number"))
    assert seals == list(range(1, 4 * rounds + 1))
    assert balance_by_code(business.pk, "1020") == 4 * sum(range(1, rounds + 1))
