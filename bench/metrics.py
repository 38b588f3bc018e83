"""The figures of dashboards: a month and a year of a business with 1,000,000 payment requests in that year.

It has three tills, and ten other businesses have a fifth as many rows between its own. Filled once, by SQL,
into the benchmark's own database: rows as the drain leaves them, with steps, callbacks and receipts.
`HESABU_BENCH_REQUESTS` (1,000,000) says how many.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial

import psycopg
from django.db import connection

from bench.measuring import Row, milliseconds, row
from embedded.services import service_urls
from mpesa.measuring.spans import By
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from reports.metrics.measuring import measure
from users.actors import SYSTEM
from users.models import Business
from users.people import create_business, create_staff

REQUESTS = int(os.environ.get("HESABU_BENCH_REQUESTS", "1000000"))
NAME = f"bench: figures of {REQUESTS:,} requests"
TILLS, OTHERS = 3, 10
#: The whole year, and a month of it.
YEAR = date(2025, 11, 1), date(2026, 10, 31)
MONTH = date(2026, 10, 1), date(2026, 10, 31)
START = datetime(2025, 10, 31, 21, tzinfo=UTC)
#: Milliseconds.
LIMIT = {MONTH: 200.0, YEAR: 2_000.0}

_PAYERS = """
INSERT INTO mpesa_payer (business_id, phone_index, phone_masked, shortcode)
SELECT business, int8send(n), '2547*****' || lpad((n %% 1000)::text, 3, '0'), ''
FROM unnest(%(businesses)s::bigint[]) AS business, generate_series(1, 1000) AS n
"""
_PLACES = """
CREATE TEMPORARY TABLE place AS
SELECT place, business,
       (SELECT array_agg(id ORDER BY id) FROM mpesa_till WHERE business_id = business) AS tills,
       (SELECT min(id) FROM mpesa_payer WHERE business_id = business) AS payer
FROM unnest(%(businesses)s::bigint[]) WITH ORDINALITY AS named (business, place)
"""
#: Of six rows five are the business's. Of twenty requests sixteen are paid, two cancelled, one refused and
#: one expires; each fiftieth callback is lost.
_PLAN = """
CREATE TEMPORARY TABLE plan AS
SELECT n, %(first)s + n AS id, business, tills[1 + n %% cardinality(tills)] AS till,
       1000 + n %% 5000 * 100 AS amount,
       %(start)s::timestamptz + n * (interval '365 days' / %(rows)s) AS at,
       CASE WHEN n %% 20 < 16 THEN 'PAID' WHEN n %% 20 < 18 THEN 'CANCELLED' WHEN n %% 20 = 18 THEN 'FAILED'
            ELSE 'EXPIRED' END AS state,
       CASE WHEN n %% 20 < 16 THEN '0' WHEN n %% 20 < 18 THEN '1032' WHEN n %% 20 = 18 THEN '1'
            ELSE '' END AS code,
       payer + n %% 1000 AS payer
FROM generate_series(1, %(rows)s) AS n
JOIN place ON place.place = CASE WHEN n %% 6 = 0 THEN 2 + n / 6 %% %(others)s ELSE 1 END
"""
_RECEIPTS = """
INSERT INTO mpesa_receipt (id, business_id, till_id, number, amount, occurred_at, account_reference, payer_id,
                           payer_masked, first_channel, recorded_at)
SELECT %(receipt)s + n, business, till, 'B' || lpad(n::text, 9, '0'), amount, at + interval '9 seconds', 'x',
       payer,
       '2547*****000', 'STK', at + interval '10 seconds'
FROM plan WHERE state = 'PAID' ORDER BY n
"""
_REQUESTS = """
INSERT INTO mpesa_paymentrequest (id, business_id, till_id, ref, key, key_hash, payer_id, amount,
    account_reference, description, state, flagged, claims, checkout_request_id, merchant_request_id,
    result_code, result_text, said, created_at, sent_at, queries, settled_at, receipt_id)
SELECT id, business, till, md5(id::text), id::text, '\\x00', payer, amount, 'x', '', state, false, 1,
       'ws_CO_' || id, '', code, '', '', at, at + interval '1 second', 0, at + interval '10 seconds',
       CASE WHEN state = 'PAID' THEN %(receipt)s + n END
FROM plan ORDER BY n
"""
_CALLBACKS = """
INSERT INTO mpesa_callback (till_id, kind, ref, data_key_id, body_sealed, headers, received_at)
SELECT till, 'stk', md5(id::text), gen_random_uuid(), decode(repeat(md5(id::text), 20), 'hex'), '{}',
       at + interval '9 seconds'
FROM plan WHERE n %% 50 <> 0 AND state <> 'EXPIRED' ORDER BY n
"""
_STEPS = """
INSERT INTO mpesa_paymentrequeststep (request_id, before, after, cause, code, at)
SELECT id, before, after, 'QUERY', '', at + after_s * interval '1 second'
FROM plan CROSS JOIN LATERAL (VALUES ('INITIATED', 'PENDING', 1), ('PENDING', state, 8 + n %% 7))
     AS step (before, after, after_s)
ORDER BY n, after_s
"""


def rows() -> Iterator[Row]:
    business = _business()
    measured = partial(measure, business=business, actor=SYSTEM)
    for by, days, name in (
        (By.DAY, MONTH, "metrics.month_by_day_ms"),
        (By.HOUR, MONTH, "metrics.month_by_hour_ms"),
        (By.TILL, MONTH, "metrics.month_by_till_ms"),
        (By.DAY, YEAR, "metrics.year_by_day_ms"),
    ):
        yield _row(name, partial(measured, by=by, first_day=days[0], last_day=days[1]), business, days)


def _row(name: str, job: Callable[[], object], business: Business, days: tuple[date, date]) -> Row:
    """Against the plain count of the requests of these days by their state."""

    def count() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT state, count(*), sum(amount) FROM mpesa_paymentrequest"
                " WHERE business_id = %s AND created_at >= %s AND created_at < %s::date + 1 GROUP BY 1",
                [business.pk, *days],
            )
            cursor.fetchall()

    job()
    values, references = [], []
    for _ in range(5):
        values.append(milliseconds(job))
        references.append(milliseconds(count))
    return row(
        name, values, "ms", "the requests counted by state", references, target=LIMIT[days], absolute=True
    )


def _business() -> Business:
    business = Business.objects.filter(name=NAME).first()
    if business is None:
        print(f"bench: filling in {REQUESTS:,} requests, once ...", file=sys.stderr)
        start = Business.objects.count()
        businesses = [_opened(start + number, TILLS if number == 0 else 1) for number in range(1 + OTHERS)]
        _fill(businesses)
        business = businesses[0]
        Business.objects.filter(pk=business.pk).update(name=NAME)
    return business


def _opened(number: int, tills: int) -> Business:
    code = f"bench-f{number}"
    business = create_business(
        code=code, name=code, owner=create_staff(username=code, password=f"{code}-password")
    )
    for till in range(tills):
        create_till(
            business=business,
            name=f"Till {till}",
            kind="PAYBILL",
            shortcode=f"7{number:03d}{till:02d}",
            credentials=TillCredentials("consumer-key", "consumer-secret", "passkey"),
            actor=SYSTEM,
        )
    return business


def _fill(businesses: list[Business]) -> None:
    count = REQUESTS * 6 // 5
    values = {"businesses": [each.pk for each in businesses], "others": OTHERS, "rows": count, "start": START}
    with psycopg.connect(service_urls().superuser_url) as server:
        server.execute(
            "SET LOCAL session_replication_role = replica"
        )  # references are right: not asked one by one
        for name, table in (("first", "mpesa_paymentrequest"), ("receipt", "mpesa_receipt")):
            found = server.execute(
                f"SELECT setval('{table}_id_seq', nextval('{table}_id_seq') + %s) - %s - 1", [count, count]
            ).fetchone()
            assert found is not None
            values[name] = found[0]
        for statement in (_PAYERS, _PLACES, _PLAN, _RECEIPTS, _REQUESTS, _CALLBACKS, _STEPS):
            server.execute(statement, values)
    with psycopg.connect(service_urls().superuser_url, autocommit=True) as server:
        server.execute("VACUUM ANALYZE")
