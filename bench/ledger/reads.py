"""Reads: a balance at ten million lines, the trial balance and the verification of a million.

The businesses are loaded once into the benchmark's own database and used again by later runs. The million
goes through the triggers and is sealed by the sealer. The ten million are written with the triggers off, and
their seals carry no digests: a balance looks at neither.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import psycopg
from django.db import connection

from bench.ledger.postings import AT, new_business
from bench.measuring import Row, compare_times, milliseconds, row
from core.guards.recording import record_guards
from embedded.services import service_urls
from ledger.integrity.verifying import verify_ledger
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, credit, debit
from ledger.journal.sealing import ledger_head, seal_business
from ledger.journal.turnovers import fold_turnovers
from ledger.models import Account, TurnoverHead
from ledger.reads.selectors import balance_of, trial_balance
from users.models import Business

MILLION, TEN_MILLION = 1_000_000, 10_000_000
LATE_LINES = 5_000
LEFT, RIGHT = ("1010", "1020", "1100", "1200"), ("2100", "2890", "4000", "4100")
FIRST_DAY = date(2025, 11, 21)

_GROUP_BY = """
SELECT line.account_id, sum(line.debit), sum(line.credit)
FROM ledger_line AS line JOIN ledger_entry AS entry ON entry.id = line.entry_id
WHERE entry.business_id = %s AND entry.effective_on <= '2026-11-20' GROUP BY line.account_id
"""


def rows() -> Iterator[Row]:
    yield from _of_a_million(million())
    yield _balance(_ten_million())


def _of_a_million(business: Business) -> Iterator[Row]:
    def group_by() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_GROUP_BY, [business.pk])
            cursor.fetchall()

    yield compare_times(
        "ledger.trial_balance_vs_group_by",
        value=lambda: trial_balance(business.pk, day=date(2026, 11, 20)),
        reference=group_by,
        against="the plain GROUP BY of the lines up to the day",
        target=20,
        faster=True,
    )
    yield compare_times(
        "ledger.verify_vs_group_by",
        value=lambda: _verified(business.pk),
        reference=group_by,
        against="the plain GROUP BY of the lines up to the day",
        target=5,
        runs=3,
    )


def _verified(business_id: int) -> None:
    assert verify_ledger(business_id) == []


def _balance(business: Business) -> Row:
    """The slowest of twenty balances, of hot accounts and cold ones, with 5,000 lines after the turnovers."""
    while fold_turnovers():
        pass
    _post_late(business)
    accounts = list(Account.objects.filter(business=business, code__in=LEFT + RIGHT))
    chooser = random.Random(20261120)
    p95 = [
        statistics.quantiles(
            [milliseconds(lambda: balance_of(chooser.choice(accounts))) for _ in range(200)], n=20
        )[-1]
        for _ in range(5)
    ]
    with connection.cursor() as cursor:

        def plain_sum() -> None:
            query = "SELECT sum(debit), sum(credit) FROM ledger_line WHERE account_id = %s"
            cursor.execute(query, [chooser.choice(accounts).pk])
            cursor.fetchall()

        sums = [milliseconds(plain_sum) for _ in range(5)]
    return row(
        "ledger.balance_p95_ms", p95, "ms", "the plain sum of the lines", sums, target=2, absolute=True
    )


def _post_late(business: Business) -> None:
    mark = ledger_head(business.pk)
    post_entries(
        EntryDraft(
            business_id=business.pk,
            kind="MANUAL",
            reference=f"late:{mark}:{number}",
            legs=[debit(LEFT[number % 4], 100), credit(RIGHT[number % 4], 100)],
            occurred_at=AT,
        )
        for number in range(LATE_LINES // 2)
    )
    seal_business(business.pk)


def _loaded(code: str, lines: int, load: Callable[[Business], None]) -> Business:
    business = Business.objects.filter(name=code).first()
    if business is None:
        print(f"bench: loading {lines:,} lines, once ...", file=sys.stderr)
        business = new_business()
        load(business)
        with psycopg.connect(service_urls().superuser_url, autocommit=True) as server:
            server.execute("VACUUM ANALYZE")
        Business.objects.filter(pk=business.pk).update(name=code)
    return business


def million() -> Business:
    return _loaded("bench: a million lines", MILLION, lambda business: _post(business, MILLION))


def hundred_thousand() -> Business:
    return _loaded("bench: a hundred thousand lines", 100_000, lambda business: _post(business, 100_000))


def _post(business: Business, lines: int) -> None:
    for first in range(0, lines // 2, 10_000):
        post_entries(
            EntryDraft(
                business_id=business.pk,
                kind="MANUAL",
                reference=f"load:{number}",
                legs=[
                    debit(LEFT[number % 4], 100 + number % 97),
                    credit(RIGHT[number % 3], 100 + number % 97),
                ],
                occurred_at=AT,
                effective_on=FIRST_DAY + timedelta(days=number % 365),
            )
            for number in range(first, first + 10_000)
        )
    seal_business(business.pk)
    while fold_turnovers():
        pass


_TRIGGERS = """
SELECT tgrelid::regclass::text, tgname FROM pg_trigger
WHERE tgrelid::regclass::text IN ('ledger_entry', 'ledger_line', 'ledger_seal') AND tgenabled = 'A'
"""
_HEADERS = """
INSERT INTO ledger_entry (id, business_id, effective_on, occurred_at, posted_at, kind, description, reference,
                          content_hash)
SELECT %(first)s + n, %(business)s, date '2025-11-21' + n %% 365, now(), now(), 'MANUAL', '', 'load:' || n,
       '\\x00'
FROM generate_series(1, %(entries)s) AS n
"""
_LINES = """
INSERT INTO ledger_line (entry_id, account_id, debit, credit)
SELECT %(first)s + n, (sides.accounts)[1 + n %% 4], sides.debit, sides.credit
FROM generate_series(1, %(entries)s) AS n,
     (VALUES (%(left)s::bigint[], 100, 0), (%(right)s::bigint[], 0, 100)) AS sides (accounts, debit, credit)
"""
_SEALS = """
INSERT INTO ledger_seal (business_id, number, entry_id, digest, chain, sealed_at)
SELECT %(business)s, n, %(first)s + n, '\\x00', '\\x00', now() FROM generate_series(1, %(entries)s) AS n
"""
_FOLD = """
INSERT INTO ledger_dayturnover (account_id, effective_on, debit, credit)
SELECT line.account_id, entry.effective_on, sum(line.debit), sum(line.credit)
FROM ledger_entry AS entry JOIN ledger_line AS line ON line.entry_id = entry.id
WHERE entry.business_id = %(business)s GROUP BY 1, 2
"""


def _ten_million() -> Business:
    def load(business: Business) -> None:
        codes = dict(Account.objects.filter(business=business).values_list("code", "pk"))
        with psycopg.connect(service_urls().superuser_url) as server:
            triggers = server.execute(_TRIGGERS).fetchall()
            for table, trigger in triggers:
                server.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
            entries = TEN_MILLION // 2
            first = server.execute(
                "SELECT setval('ledger_entry_id_seq', nextval('ledger_entry_id_seq') + %s) - %s",
                [entries, entries],
            ).fetchone()[0]
            values = {
                "first": first - 1,
                "business": business.pk,
                "entries": entries,
                "left": [codes[code] for code in LEFT],
                "right": [codes[code] for code in RIGHT],
            }
            for statement in (_HEADERS, _LINES, _SEALS, _FOLD):
                server.execute(statement, values)
            server.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table, trigger in triggers:
                server.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")
        record_guards(reason="ten million lines were written with the triggers off")
        TurnoverHead.objects.using("owner").create(
            business=business, number=entries, newest_entry=first - 1 + entries
        )

    return _loaded("bench: ten million lines", TEN_MILLION, load)
