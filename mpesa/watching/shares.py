"""Shares of the last hour that failed, by till; and tokens that could not be had."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from core import days
from core.machine.watching import Finding
from mpesa.daraja.answers import StkState
from mpesa.models import StepCause

REQUESTS_FAIL: Final = "REQUESTS_FAIL"
QUERIES_FAIL: Final = "QUERIES_FAIL"
TOKEN_FAILS: Final = "TOKEN_FAILS"  # noqa: S105

WITHIN: Final = timedelta(hours=1)
#: Payment requests that failed for another reason than the customer's, in percent of those that ended; of
#: fewer than so many nothing is said.
REQUESTS_PERCENT, REQUESTS_LEAST = 5, 20
#: The same of questions to Safaricom what became of a request.
QUERIES_PERCENT, QUERIES_LEAST = 10, 10

#: How a customer ends a payment: no money, a limit, another session, too late, no answer, a wrong or locked
#: PIN. (Cancelling is a state of its own.)
BY_THE_CUSTOMER: Final = ("1", "2", "3", "4", "1001", "1019", "1031", "1032", "1037", "2001", "8006")
NO_TOKEN: Final = ("DARAJA_NO_TOKEN", "DARAJA_BAD_CREDENTIALS")

_REQUESTS = """
SELECT r.business_id, r.till_id,
       count(*) FILTER (WHERE r.state IN ('FAILED', 'EXPIRED') AND r.result_code <> ALL(%s)) AS failed,
       count(*) FILTER (WHERE r.state IN ('FAILED', 'EXPIRED', 'PAID', 'CONFIRMED')
                          AND NOT (r.state = 'FAILED' AND r.result_code = ANY(%s))) AS ended
FROM (SELECT DISTINCT request_id FROM mpesa_paymentrequeststep WHERE at > %s) AS moved
JOIN mpesa_paymentrequest AS r ON r.id = moved.request_id
GROUP BY 1, 2
"""
_QUERIES = """
SELECT r.business_id, r.till_id, count(*) FILTER (WHERE a.state = %s) AS failed, count(*) AS ended
FROM mpesa_statusanswer AS a JOIN mpesa_paymentrequest AS r ON r.id = a.request_id
WHERE a.at > %s GROUP BY 1, 2
"""
# Whoever was answered after a token was refused had one.
_TOKENS = """
WITH said AS (
    SELECT request_id, at, code = ANY(%s) AS refused FROM mpesa_paymentrequeststep
    WHERE at > %s AND cause = %s
    UNION ALL
    SELECT request_id, at, code = ANY(%s) FROM mpesa_statusanswer
    WHERE at > %s AND (code = ANY(%s) OR state <> %s)
)
SELECT r.business_id, r.till_id, count(*) FILTER (WHERE refused)
FROM said JOIN mpesa_paymentrequest AS r ON r.id = said.request_id
GROUP BY 1, 2
HAVING max(at) FILTER (WHERE refused) > coalesce(max(at) FILTER (WHERE NOT refused), '-infinity')
"""


def failing_requests() -> Iterator[Finding]:
    """Tills of whose payment requests that ended more than REQUESTS_PERCENT failed, not by the customer."""
    customers = list(BY_THE_CUSTOMER)
    rows = _rows(_REQUESTS, customers, customers, days.now() - WITHIN)
    yield from _shares(rows, percent=REQUESTS_PERCENT, least=REQUESTS_LEAST)


def failing_queries() -> Iterator[Finding]:
    """Tills of which more than QUERIES_PERCENT of the questions brought no answer."""
    rows = _rows(_QUERIES, StkState.UNKNOWN.value, days.now() - WITHIN)
    yield from _shares(rows, percent=QUERIES_PERCENT, least=QUERIES_LEAST)


def failing_tokens() -> Iterator[Finding]:
    """Tills for which Safaricom gave no token in the last hour, nor any answer since."""
    refused, since = list(NO_TOKEN), days.now() - WITHIN
    arguments: list[str | list[str] | datetime] = [
        refused,
        since,
        StepCause.PUSH.value,
        refused,
        since,
        refused,
        StkState.UNKNOWN.value,
    ]
    for business_id, till, count in _rows(_TOKENS, *arguments):
        yield Finding(business_id, f"till:{till}", f"NO_TOKEN: {count}")


def _rows(sql: str, *arguments: str | list[str] | datetime) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return list(cursor.fetchall())


def _shares(rows: list[tuple[int, ...]], *, percent: int, least: int) -> Iterator[Finding]:
    for business_id, till, failed, ended in rows:
        if ended >= least and failed * 100 > ended * percent:
            yield Finding(business_id, f"till:{till}", f"FAILED: {failed}, ENDED: {ended}")
