from __future__ import annotations

import hashlib
import multiprocessing
import signal
import struct
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, connections, transaction

from core.machine import killpoints
from ledger.integrity.verifying import verify_ledger
from ledger.journal import sealing
from ledger.journal.posting import credit, debit, post_entry, reverse_entry
from ledger.journal.sealing import ledger_head, seal_business, seal_entries
from ledger.models import Entry, Seal, Unsealed
from tests.core.threads import Running, run_together
from tests.ledger.books import AT, GENESIS, post
from users.models import Business, User


def chain_of(business: Business) -> list[tuple[int, str]]:
    """(number, reference) in the order of the chain, after recomputing the chain by hand."""
    link = GENESIS
    seals = list(Seal.objects.filter(business=business).order_by("number").select_related("entry"))
    for seal in seals:
        link = hashlib.sha256(link + bytes(seal.digest)).digest()
        assert bytes(seal.chain) == link
    return [(seal.number, seal.entry.reference) for seal in seals]


EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def _sent(value: object) -> bytes:
    """A field of a record in PostgreSQL's binary protocol: type, length, value."""
    kind, data = {
        bool: lambda: (16, struct.pack("?", value)),
        int: lambda: (20, struct.pack(">q", value)),
        str: lambda: (25, value.encode()),
        bytes: lambda: (17, value),
        date: lambda: (1082, struct.pack(">i", (value - EPOCH.date()).days)),
        datetime: lambda: (1184, struct.pack(">q", (value - EPOCH) // timedelta(microseconds=1))),
    }[type(value)]()
    return struct.pack(">ii", kind, len(data)) + data


def _record(*fields: object) -> bytes:
    absent = struct.pack(">ii", 20, -1)
    return struct.pack(">i", len(fields)) + b"".join(absent if f is None else _sent(f) for f in fields)


def test_the_digest_covers_every_field_and_can_be_recomputed_elsewhere(business):
    owner = User.objects.get()
    first = post(business, "r\u00e9f", 300, actor_id=owner.pk, description="Maji \u2014 lita 20")
    entry = reverse_entry(entry=first, reason="typo", occurred_at=AT)
    for each in (Entry.objects.get(pk=first.pk), Entry.objects.get(pk=entry.pk)):
        data = _record(
            *(each.business_id, each.pk, each.effective_on, each.occurred_at, each.posted_at, each.kind),
            *(each.description, each.reference, bytes(each.content_hash), each.reverses_id, each.actor_id),
        )
        for line in each.lines.select_related("account").order_by("id"):
            account = line.account
            data += _record(
                *(line.pk, account.code, account.kind, line.debit, line.credit),
                *(account.parent_id, account.has_floor),
            )
        with connection.cursor() as cursor:
            cursor.execute("SELECT digest FROM ledger_digest WHERE entry_id = %s", [each.pk])
            assert bytes(cursor.fetchone()[0]) == hashlib.sha256(data).digest()


def test_each_business_has_a_dense_chain_of_its_own(business, other_business):
    for number in range(3):
        post(business, f"m{number}")
        post(other_business, f"d{number}")
    assert [seal_entries(), seal_entries()] == [6, 0]
    assert chain_of(business) == [(1, "m0"), (2, "m1"), (3, "m2")]
    assert chain_of(other_business) == [(1, "d0"), (2, "d1"), (3, "d2")]
    assert (ledger_head(business.pk), Unsealed.objects.count()) == (3, 0)


def test_posting_wakes_the_sealer_and_twice_is_once(business, drain):
    post(business)
    drain(twice=True)
    assert chain_of(business) == [(1, "r1")]


def test_batches_go_on_where_the_last_one_ended(business, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 2)
    for number in range(5):
        post(business, str(number))
    assert [seal_entries() for _ in range(4)] == [2, 2, 1, 0]
    assert chain_of(business) == [(number + 1, str(number)) for number in range(5)]


def test_an_entry_that_commits_late_gets_a_later_number(business):
    written, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            post(business, "smaller id")
            written.set()
            assert may_commit.wait(20)

    writer = Running(slow)
    assert written.wait(20)
    post(business, "larger id")
    assert seal_entries() == 1
    may_commit.set()
    writer.result()
    assert seal_entries() == 1
    assert Entry.objects.get(reference="smaller id").pk < Entry.objects.get(reference="larger id").pk
    assert chain_of(business) == [(1, "larger id"), (2, "smaller id")]


def test_sealers_at_once_make_one_chain(business, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 7)
    for number in range(40):
        post(business, str(number))

    def seal_all() -> int:
        sealed = 0
        while batch := seal_entries():
            sealed += batch
        return sealed

    outcomes = run_together([seal_all] * 3 + [lambda: seal_business(business.pk)])
    assert sum(outcomes) == 40
    assert [number for number, _ in chain_of(business)] == list(range(1, 41))


def test_a_sealer_that_finds_the_business_taken_stays_for_what_came_meanwhile(business, monkeypatch):
    """The entry commits after the first sealer has looked; the second one must not go away empty-handed."""
    original, looked, go_on = sealing._seal_batch, threading.Event(), threading.Event()

    def slow_batch(business_id: int) -> int:
        sealed = original(business_id)
        if not looked.is_set():
            looked.set()
            assert go_on.wait(20)
        return sealed

    monkeypatch.setattr(sealing, "_seal_batch", slow_batch)
    post(business, "first")
    first = Running(seal_entries)
    assert looked.wait(20)
    post(business, "meanwhile")
    second = Running(seal_entries)
    threading.Timer(0.2, go_on.set).start()
    assert (first.result(), second.result()) == (1, 1)
    assert chain_of(business) == [(1, "first"), (2, "meanwhile")]


def _seal_in_a_process(point: str) -> int:
    """Seal in a forked process of its own, with a kill point set; its exit code (negative: the signal)."""

    def seal() -> None:
        killpoints._name = point
        seal_entries()

    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=seal)
    process.start()
    process.join(20)
    return process.exitcode


@pytest.mark.parametrize(("point", "sealed"), [("seal.before_commit", 0), ("seal.after_commit", 3)])
def test_a_sealer_killed_around_its_commit_leaves_all_or_nothing(
    business, monkeypatch, tmp_path, point, sealed
):
    for number in range(3):
        post(business, str(number))
    monkeypatch.setenv("HESABU_KILL_MARKERS", str(tmp_path))
    assert _seal_in_a_process(point) == -signal.SIGKILL
    assert (Seal.objects.count(), Unsealed.objects.count()) == (sealed, 3 - sealed)
    assert _seal_in_a_process(point) == 0
    assert chain_of(business) == [(1, "0"), (2, "1"), (3, "2")]
    assert verify_ledger() == []


def test_a_batch_of_entries_in_one_statement_is_noted_once_each(business):
    with transaction.atomic():
        for number in range(4):
            post_entry(
                business_id=business.pk,
                kind="MANUAL",
                reference=str(number),
                occurred_at=AT,
                legs=[debit("1020", 1), credit("4000", 1)],
            )
        assert Unsealed.objects.filter(business=business).count() == 4
    assert seal_business(business.pk) == 4
    assert seal_business(business.pk) == 0
