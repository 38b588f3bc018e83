"""Postings: one at a time, by eight at once, in batches, and sealing them.

Everything is durable (synchronous_commit = on) and under all guarantees of the books; every posting of every
contestant is on the same two accounts.
"""

from __future__ import annotations

import itertools
import multiprocessing
import statistics
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier

import psycopg
from django.conf import settings
from django.db import connection, connections

from bench.ledger.peers import Peer
from bench.measuring import Row, compare, per_second, row
from ledger.chart.standard import open_sub_account
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, credit, debit, post_entry
from ledger.journal.sealing import seal_business
from ledger.models import Account, Unsealed
from users.models import Business
from users.people import create_business, create_staff

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
SINGLE, BATCH, HOT = 400, 10_000, 250
_numbers = itertools.count()


def new_business() -> Business:
    name = f"bench-{Business.objects.count()}"
    return create_business(
        code=name, name=name, owner=create_staff(username=name, password=f"{name}-password")
    )


def rows() -> Iterator[Row]:
    business = new_business()
    hordak, django_ledger = Peer("hordak"), Peer("django_ledger")
    try:
        single = singles(business)
        yield compare(
            "ledger.post_single_vs_hordak",
            value=single,
            reference=lambda: hordak.run("post", SINGLE),
            against="django-hordak 2.0.0",
            target=2,
        )
        yield compare(
            "ledger.post_single_vs_django_ledger",
            value=single,
            reference=lambda: django_ledger.run("post", SINGLE // 8),
            against="django-ledger 0.8.5",
            target=10,
        )
        yield compare(
            "ledger.batch_vs_hordak_bulk",
            value=batches(business),
            reference=lambda: hordak.run("bulk", BATCH),
            against="django-hordak's bulk_create",
            target=8,
        )
    finally:
        hordak.stop()
        django_ledger.stop()
    yield batch_against_copy(business)
    yield hot_account()
    yield sealing(new_business())


def posted_per_second() -> float:
    """How many single postings this machine makes a second, the median of three runs."""
    job = singles(new_business())
    return statistics.median(per_second(job) for _ in range(3))


def singles(business: Business) -> Callable[[], int]:
    def post() -> int:
        for _ in range(SINGLE):
            post_one(business.pk, "1010")
        return SINGLE

    return post


def post_one(business_id: int, account: str, reference: str = "") -> None:
    post_entry(
        business_id=business_id,
        kind="MANUAL",
        reference=reference or f"bench:{next(_numbers)}",
        legs=[debit(account, 100), credit("4000", 100)],
        occurred_at=AT,
    )


def batches(business: Business) -> Callable[[], int]:
    def post() -> int:
        post_entries(
            EntryDraft(
                business_id=business.pk,
                kind="MANUAL",
                reference=f"batch:{next(_numbers)}",
                legs=[debit("1010", 100), credit("4000", 100)],
                occurred_at=AT,
            )
            for _ in range(BATCH)
        )
        return BATCH

    return post


_COPY_HEADERS = """
COPY ledger_entry (id, business_id, effective_on, occurred_at, posted_at, kind, description, reference,
                   content_hash) FROM STDIN
"""


def batch_against_copy(business: Business) -> Row:
    """The same rows by nothing but COPY, rendered beforehand: triggers and indexes included."""
    post = batches(business)
    values, references = [], []
    with psycopg.connect(_dsn()) as bare:
        for _ in range(5):
            values.append(per_second(post))
            headers, lines = _rendered(bare, business)
            references.append(per_second(lambda: _copy(bare, headers, lines)))  # noqa: B023  (called at once)
    return row(
        "ledger.batch_vs_copy", values, "1/s", "bare COPY into the same tables", references, target=0.4
    )


def _rendered(bare: psycopg.Connection, business: Business) -> tuple[str, str]:
    cash, sales = (Account.objects.get(business=business, code=code).pk for code in ("1010", "4000"))
    query = "SELECT nextval('ledger_entry_id_seq') FROM generate_series(1, %s)"
    ids = [pk for (pk,) in bare.execute(query, [BATCH]).fetchall()]
    headers = "".join(
        f"{pk}\t{business.pk}\t2026-11-20\t{AT}\t{AT}\tMANUAL\t\tcopy:{pk}\t\\\\x{pk:064x}\n" for pk in ids
    )
    return headers, "".join(f"{pk}\t{cash}\t100\t0\n{pk}\t{sales}\t0\t100\n" for pk in ids)


def _copy(bare: psycopg.Connection, headers: str, lines: str) -> int:
    columns = (
        "id, business_id, effective_on, occurred_at, posted_at, kind, description, reference, content_hash"
    )
    with bare.transaction(), bare.cursor() as cursor:
        with cursor.copy(f"COPY ledger_entry ({columns}) FROM STDIN") as into:
            into.write(headers)
        with cursor.copy("COPY ledger_line (entry_id, account_id, debit, credit) FROM STDIN") as into:
            into.write(lines)
    return BATCH


def hot_account() -> Row:
    """Eight connections post at once: all on one M-Pesa account, against each on its own."""
    business = new_business()
    codes = [
        open_sub_account(business_id=business.pk, parent_code="1010", suffix=f"t{n}", name=f"Till {n}").code
        for n in range(8)
    ]
    return compare(
        "ledger.hot_account_8_connections",
        value=lambda: together(business.pk, codes[:1] * 8),
        reference=lambda: together(business.pk, codes),
        against="eight accounts",
        target=0.9,
    )


def together(business_id: int, codes: list[str]) -> int:
    """One process with a connection for each account, all released at once; waits for the last."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(len(codes))
    mark = next(_numbers)
    workers = [
        context.Process(target=_work, args=(barrier, business_id, code, f"hot:{mark}:{number}"))
        for number, code in enumerate(codes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not any(worker.exitcode for worker in workers)
    return HOT * len(codes)


def _work(barrier: Barrier, business_id: int, code: str, mark: str) -> None:
    connection.ensure_connection()
    barrier.wait(60)
    for number in range(HOT):
        post_one(business_id, code, f"{mark}:{number}")
    connections.close_all()


def sealing(business: Business) -> Row:
    """Entries sealed a second, and that a batch of 10,000 is sealed within 10 s."""
    values, references = [], []
    post = batches(business)
    for _ in range(5):
        post()
        values.append(per_second(lambda: seal_business(business.pk)))
        references.append(per_second(lambda: _digests(business.pk)))
        assert not Unsealed.objects.filter(business=business).exists()
    return row(
        "ledger.seal_per_s",
        values,
        "1/s",
        "reading the digests alone",
        references,
        target=5000,
        absolute=True,
    )


def _digests(business_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(digest) FROM ledger_digest WHERE business_id = %s", [business_id])
        return int(cursor.fetchone()[0])


def _dsn() -> str:
    database = settings.DATABASES["default"]
    return f"host={database['HOST']} dbname={database['NAME']} user={database['USER']}"
