"""The ledger against its own limit: the same statement by bare psycopg, and the bare digest query."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import psycopg
from django.conf import settings
from django.db import connection

from bench.measuring import Row, compare, per_second
from ledger.models import Entry
from ledger.posting import credit, debit, post_entry
from ledger.sealing import seal_business
from users.models import Business
from users.people import create_business, create_staff

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
POSTINGS = 500
_numbers = itertools.count()

_BARE = """
WITH entry AS (
    INSERT INTO ledger_entry (business_id, effective_on, occurred_at, posted_at, kind, description, reference,
                              content_hash)
    VALUES (%s, '2026-11-20', %s, clock_timestamp(), 'MANUAL', '', %s, '\\x00') RETURNING id
)
INSERT INTO ledger_line (entry_id, account_id, debit, credit)
SELECT entry.id, line.* FROM entry, (VALUES (%s::bigint, 100::bigint, 0::bigint), (%s, 0, 100)) AS line
"""


def _business() -> Business:
    name = f"bench-{Business.objects.count()}"
    return create_business(
        code=name, name=name, owner=create_staff(username=name, password=f"{name}-password")
    )


def rows() -> list[Row]:
    business = _business()
    accounts = dict(business.accounts.filter(code__in=("1010", "4000")).values_list("code", "id"))

    def post() -> int:
        for _ in range(POSTINGS):
            post_entry(
                business_id=business.pk,
                kind="MANUAL",
                reference=f"bench:{next(_numbers)}",
                legs=[debit("1010", 100), credit("4000", 100)],
                occurred_at=AT,
            )
        return POSTINGS

    def bare() -> int:
        with psycopg.connect(_dsn(), autocommit=True) as own:
            for _ in range(POSTINGS):
                reference = f"bare:{next(_numbers)}"
                own.execute(_BARE, (business.pk, AT, reference, accounts["1010"], accounts["4000"]))
        return POSTINGS

    def digest() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(digest) FROM ledger_digest WHERE business_id = %s", [business.pk])
            return int(cursor.fetchone()[0])

    posting = compare(
        "ledger.post_single_vs_bare_sql", value=post, reference=bare, against="bare SQL", target=0.3
    )
    entries = Entry.objects.filter(business=business).count()
    seconds = 1 / per_second(lambda: seal_business(business.pk) and 1)
    limit = per_second(digest)
    sealed = entries / seconds
    sealing = Row(
        "ledger.seal_per_s",
        round(sealed, 1),
        "1/s",
        "digests alone",
        round(limit, 1),
        round(sealed / limit, 3),
        5000,
        "higher",
        sealed >= 5000,
        1,
        0.0,
    )
    return [posting, sealing]


def _dsn() -> str:
    database = settings.DATABASES["default"]
    return f"host={database['HOST']} dbname={database['NAME']} user={database['USER']}"
