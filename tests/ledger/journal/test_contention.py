"""Transactions that get in each other's way.

Who loses is told TRY_AGAIN and leaves nothing; a posting that is a transaction of its own is tried again by
itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from core.errors import Conflict
from ledger.chart.standard import open_sub_account
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, credit, debit, post_entry, reverse_entry
from ledger.models import Account, Entry, Floor, Line
from tests.core.threads import SECONDS, Running, run_together
from tests.ledger.books import AT, post
from tests.processes import wait_until

Put = Callable[..., Any]


def draft(business, reference: str, cents: int, *, by: str = "1020", to: str = "4000") -> EntryDraft:
    return EntryDraft(
        business_id=business.pk,
        kind="MANUAL",
        reference=reference,
        legs=(debit(by, cents), credit(to, cents)),
        occurred_at=AT,
    )


def put_one(business, reference: str, cents: int, **sides: str) -> None:
    post_entry(**vars(draft(business, reference, cents, **sides)))


def put_batch(business, reference: str, cents: int, **sides: str) -> None:
    drafts = [draft(business, reference, cents, **sides), draft(business, f"{reference}:sale", cents)]
    post_entries(drafts)


@pytest.fixture
def floors(business, superuser_database: psycopg.Connection[tuple[object, ...]]) -> list[Account]:
    """Two accounts with a floor, 1000 in each. A deadlock is noticed after 50 ms, on connections made now."""
    found = [
        open_sub_account(business_id=business.pk, parent_code="2200", suffix=suffix, name="w", has_floor=True)
        for suffix in ("1", "2")
    ]
    for account in found:
        post(business, f"in:{account.code}", 1000, to=account.code)
    name = superuser_database.info.dbname
    superuser_database.execute(f"ALTER DATABASE \"{name}\" SET deadlock_timeout = '50ms'")
    return found


def balances() -> list[int]:
    return list(Floor.objects.order_by("account__code").values_list("balance", flat=True))


def waits_for_a_lock(superuser_database: psycopg.Connection[tuple[object, ...]]) -> bool:
    query = (
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        " AND pid <> pg_backend_pid()"
    )
    return superuser_database.execute(query).fetchone() is not None


@pytest.mark.parametrize("put", [put_one, put_batch])
def test_two_transactions_that_spend_two_wallets_in_crossed_order(business, floors, put: Put):
    """Inside a caller's transaction nobody can try again: one of them is told to, and is undone whole."""
    gate = threading.Barrier(2)

    def spend(name: str, order: list[Account], *, alone: bool = False) -> None:
        with transaction.atomic():
            put(business, f"{name}:first", 10, by=order[0].code, to="1020")
            if not alone:
                gate.wait(SECONDS)
            put(business, f"{name}:second", 10, by=order[1].code, to="1020")

    orders = {"x": floors, "y": floors[::-1]}
    outcomes = run_together([lambda name=name: spend(name, orders[name]) for name in orders])
    told = dict(zip(orders, outcomes, strict=True))
    losers = [name for name, outcome in told.items() if outcome is not None]
    assert len(losers) == 1, told
    refusal = told[losers[0]]
    assert isinstance(refusal, Conflict) and refusal.code == "TRY_AGAIN", refusal
    references = set(Entry.objects.values_list("reference", flat=True))
    assert not [each for each in references if each.startswith(losers[0])]
    assert len([each for each in references if each.startswith(({"x", "y"} - {*losers}).pop())]) in (2, 4)
    assert balances() == [990, 990] and Line.objects.count() == 2 * len(references)
    spend(losers[0], orders[losers[0]], alone=True)
    assert balances() == [980, 980]


@pytest.mark.parametrize("put", [put_one, put_batch])
def test_a_posting_of_its_own_that_loses_is_tried_again(business, floors, superuser_database, put: Put):
    """It waits first, so PostgreSQL ends it first; by itself it comes back and succeeds."""
    first, second = floors
    with transaction.atomic():
        put_one(business, "held", 10, by=second.code, to="1020")
        alone = Running(lambda: put(business, "alone", 100, by=first.code, to=second.code))
        wait_until(lambda: waits_for_a_lock(superuser_database))
        put_one(business, "crossed", 10, by=first.code, to="1020")
    alone.result()
    assert balances() == [890, 1090]
    assert Entry.objects.filter(reference="alone").count() == 1


def test_reversals_in_crossed_order(business, floors):
    entries = list(Entry.objects.filter(reference__startswith="in:").order_by("reference"))
    gate = threading.Barrier(2)

    def undo(order: list[Entry]) -> None:
        with transaction.atomic():
            reverse_entry(entry=order[0], reason="x", occurred_at=AT)
            gate.wait(SECONDS)
            reverse_entry(entry=order[1], reason="x", occurred_at=AT)

    outcomes = run_together([lambda: undo(entries), lambda: undo(entries[::-1])])
    refused = [each for each in outcomes if each is not None]
    assert [getattr(each, "code", each) for each in refused] == ["TRY_AGAIN"]
    assert balances() == [0, 0] and Entry.objects.filter(kind="REVERSAL").count() == 2


@pytest.mark.parametrize("put", [put_one, put_batch])
def test_a_snapshot_that_is_too_old(business, floors, put: Put):
    """Inside REPEATABLE READ a floor that moved since cannot be moved: a serialization failure."""
    code = floors[0].code
    with pytest.raises(Conflict) as refusal, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        assert balances() == [1000, 1000]
        Running(lambda: put_one(business, "meanwhile", 10, by=code, to="1020")).result()
        put(business, "late", 10, by=code, to="1020")
    assert refusal.value.code == "TRY_AGAIN"
    assert balances() == [990, 1000]
    assert not Entry.objects.filter(reference__startswith="late").exists()


@pytest.mark.parametrize("put", [put_one, put_batch])
def test_a_caller_that_limits_its_waiting(business, floors, put: Put):
    """core.rows.locks limits waiting for the rest of a transaction; also for a floor that stays locked."""
    code = floors[0].code
    held, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            put_one(business, "held", 10, by=code, to="1020")
            held.set()
            assert may_end.wait(SECONDS)

    holder = Running(hold)
    assert held.wait(SECONDS)
    try:
        with pytest.raises(Conflict) as refusal, transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '50ms'")
            put(business, "late", 10, by=code, to="1020")
    finally:
        may_end.set()
    holder.result()
    assert refusal.value.code == "TRY_AGAIN"
    assert balances() == [990, 1000]
    assert not Entry.objects.filter(reference__startswith="late").exists()
