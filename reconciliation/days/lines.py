"""What the books, the statement and the work-list have of each day: one query each.

A line of the books is of the day on which it happened (late ones too, whatever day they count for), but of
the day on which the statement has it where its row is there with the same receipt and amount, at most a day
apart, and of its row's day where a person tied it: at midnight both sides may name different days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from django.db import connection

from core.days import day_bounds
from core.money import Cents
from mpesa.models import MpesaAccount, Till
from mpesa.tills.accounts import account_code
from reconciliation.days.balances import Booked
from reconciliation.verified.changes import Span

#: An account and a day.
Key: TypeAlias = tuple[str, date]


@dataclass
class BookedDay:
    cents: Cents = 0
    moves: int = 0
    seal: int | None = None
    unsealed: bool = False


@dataclass
class ShownDay:
    cents: Cents = 0
    moves: int = 0
    last_row: int = 0
    struck_at: datetime | None = None


_LINES = """
SELECT own.account, spot.day, sum(line.debit - line.credit), count(*), max(seal.number),
       bool_or(seal.number IS NULL)
FROM unnest(%(codes)s::text[], %(accounts)s::text[]) AS own (code, account)
JOIN ledger_account account ON account.business_id = %(business)s AND account.code = own.code
JOIN ledger_line line ON line.account_id = account.id
JOIN ledger_entry entry ON entry.id = line.entry_id
LEFT JOIN ledger_seal seal ON seal.entry_id = entry.id
LEFT JOIN ledger_entry original ON original.id = entry.reverses_id
LEFT JOIN reconciliation_rowtie tie
       ON tie.till_id = %(till)s AND tie.account = own.account AND tie.reference = entry.reference
LEFT JOIN reconciliation_statementrow tied
       ON tied.till_id = %(till)s AND tied.account = own.account AND tied.row_key = tie.row_key
      AND tie.row_key <> '' AND tied.struck_at IS NULL
LEFT JOIN ledger_entry joins
       ON joins.business_id = %(business)s AND joins.reference = tie.with_reference
      AND tie.with_reference <> ''
LEFT JOIN LATERAL (
    SELECT shown.completed_at FROM reconciliation_statementrow shown
    WHERE tie.id IS NULL AND entry.reference LIKE 'mpesa:%%'
      AND shown.till_id = %(till)s AND shown.account = own.account AND shown.struck_at IS NULL AND shown.moves
      AND shown.receipt = split_part(entry.reference, ':', 3)
      AND shown.paid_in - shown.withdrawn = line.debit - line.credit
      AND shown.completed_at BETWEEN entry.occurred_at - interval '1 day'
                                 AND entry.occurred_at + interval '1 day'
    ORDER BY abs(extract(epoch FROM shown.completed_at - entry.occurred_at)), shown.id LIMIT 1
) shown ON true
CROSS JOIN LATERAL (
    SELECT (coalesce(tied.completed_at, joins.occurred_at, shown.completed_at, entry.occurred_at)
            AT TIME ZONE 'Africa/Nairobi')::date AS day
) spot
WHERE entry.kind <> 'OPENING' AND original.kind IS DISTINCT FROM 'OPENING'
  AND (tie.id IS NOT NULL
       OR entry.occurred_at >= %(start)s - interval '1 day'
          AND entry.occurred_at < %(end)s + interval '1 day')
  AND spot.day BETWEEN %(first)s AND %(last)s
GROUP BY 1, 2
"""

_ROWS = """
SELECT account, (completed_at AT TIME ZONE 'Africa/Nairobi')::date AS day,
       coalesce(sum(paid_in - withdrawn) FILTER (WHERE moves AND struck_at IS NULL), 0),
       count(*) FILTER (WHERE moves AND struck_at IS NULL), max(id), max(struck_at)
FROM reconciliation_statementrow
WHERE till_id = %(till)s AND account = ANY(%(accounts)s)
  AND completed_at >= %(start)s AND completed_at < %(end)s
GROUP BY 1, 2
"""

_EXCEPTIONS = """
SELECT account, (occurred_at AT TIME ZONE 'Africa/Nairobi')::date AS day, identity, term, cents::text
FROM reconciliation_reconciliationexception
WHERE till_id = %(till)s AND state <> 'CLOSED' AND kind <> 'UNCOVERED'
  AND occurred_at >= %(start)s AND occurred_at < %(end)s
"""

_WITHIN = """
SELECT wanted.place, line.debit - line.credit, entry.occurred_at
FROM unnest(%(codes)s::text[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
     WITH ORDINALITY AS wanted (code, start, until, place)
JOIN ledger_account account ON account.business_id = %(business)s AND account.code = wanted.code
JOIN ledger_line line ON line.account_id = account.id
JOIN ledger_entry entry ON entry.id = line.entry_id
     AND entry.occurred_at >= wanted.start AND entry.occurred_at < wanted.until
LEFT JOIN ledger_entry original ON original.id = entry.reverses_id
WHERE entry.kind <> 'OPENING' AND original.kind IS DISTINCT FROM 'OPENING'
"""


def asked_about(till: Till, span: Span) -> dict[str, Any]:
    return {
        "business": till.business_id,
        "till": till.pk,
        "codes": [account_code(till, account) for account in MpesaAccount],
        "accounts": list(MpesaAccount.values),
        "first": span.first,
        "last": span.last,
        "start": day_bounds(span.first)[0],
        "end": day_bounds(span.last)[1],
    }


def read(statement: str, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return list(cursor.fetchall())


def booked_days(till: Till, span: Span) -> defaultdict[Key, BookedDay]:
    found: defaultdict[Key, BookedDay] = defaultdict(BookedDay)
    for account, day, cents, moves, seal, unsealed in read(_LINES, asked_about(till, span)):
        found[account, day] = BookedDay(int(cents), moves, seal, unsealed)
    return found


def shown_days(till: Till, span: Span) -> defaultdict[Key, ShownDay]:
    found: defaultdict[Key, ShownDay] = defaultdict(ShownDay)
    for account, day, cents, moves, last_row, struck_at in read(_ROWS, asked_about(till, span)):
        found[account, day] = ShownDay(int(cents), moves, last_row, struck_at)
    return found


def open_items(till: Till, span: Span) -> defaultdict[Key, list[str]]:
    found: defaultdict[Key, list[str]] = defaultdict(list)
    for account, day, identity, term, cents in read(_EXCEPTIONS, asked_about(till, span)):
        found[account, day].append(f"{identity} {term} {cents}")
    return found


def booked_within(till: Till, wanted: Sequence[tuple[str, datetime, datetime]]) -> dict[int, list[Booked]]:
    """The lines of accounts of the books within times, by the place of each."""
    found: defaultdict[int, list[Booked]] = defaultdict(list)
    if not wanted:
        return found
    codes, starts, ends = zip(*wanted, strict=True)
    asked = {"business": till.business_id, "codes": list(codes), "starts": list(starts), "ends": list(ends)}
    for place, cents, at in read(_WITHIN, asked):
        found[place - 1].append(Booked(at, int(cents)))
    return found
