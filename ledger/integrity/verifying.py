"""`verify_ledger`: the invariants of the books, recomputed from the rows by set-based SQL."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import ProgrammingError, connection, transaction

from core.guards.comparing import broken_guards
from core.registry import Registry

LIMIT = 100


@dataclass(frozen=True)
class Break:
    """One broken invariant: a stable code, the business (0 for the whole database) and what was found."""

    code: str
    business_id: int
    detail: str

    def as_dict(self) -> dict[str, str | int]:
        return asdict(self)


# One pass over every entry with its lines, its seal and its note. In all queries {x.business_id} becomes the
# condition that it is the business asked for, or none: PostgreSQL then reads that business's rows only.
# OFFSET 0 keeps the rendering of the lines where they are read, which several processes share.
_ENTRIES = """
SELECT e.business_id, e.id, s.number,
       COALESCE(l.lines, 0) < 2 OR l.debits <> l.credits,
       l.known <> l.lines OR l.first_business <> e.business_id OR l.last_business <> e.business_id,
       l.odd_sided,
       (s.id IS NULL) = (u.entry_id IS NULL) OR u.business_id <> e.business_id,
       s.digest <> sha256(ledger_entry_content(e) || COALESCE(l.content, ''::bytea))
FROM ledger_entry AS e
LEFT JOIN (
    SELECT entry_id, count(*) AS lines, sum(debit) AS debits, sum(credit) AS credits, count(owner) AS known,
           min(owner) AS first_business, max(owner) AS last_business, bool_or(odd) AS odd_sided,
           string_agg(content, ''::bytea ORDER BY id) AS content
    FROM (
        SELECT line.entry_id, line.id, line.debit, line.credit, account.business_id AS owner,
               least(line.debit, line.credit) <> 0 OR greatest(line.debit, line.credit) <= 0 AS odd,
               ledger_line_content(line, account) AS content
        FROM ledger_entry AS o JOIN ledger_line AS line ON line.entry_id = o.id
        LEFT JOIN ledger_account AS account ON account.id = line.account_id
        WHERE {o.business_id} OFFSET 0
    ) AS line GROUP BY entry_id
) AS l ON l.entry_id = e.id
LEFT JOIN ledger_seal AS s ON s.entry_id = e.id
LEFT JOIN ledger_unsealed AS u ON u.entry_id = e.id
WHERE {e.business_id}
"""
#: The flags of _ENTRIES, in their order.
_ENTRY_FLAGS = (
    "ENTRY_UNBALANCED",
    "LINE_OF_ANOTHER_BUSINESS",
    "LINE_WITHOUT_ONE_SIDE",
    "ENTRY_LOST_BY_SEALER",
    "ENTRY_EDITED",
)

_CHECKS: tuple[tuple[str, str], ...] = (
    (
        "LINE_WITHOUT_ENTRY",
        """SELECT COALESCE(a.business_id, 0), 'line ' || l.id
           FROM ledger_line l LEFT JOIN ledger_account a ON a.id = l.account_id
           WHERE {a.business_id} AND NOT EXISTS (SELECT FROM ledger_entry e WHERE e.id = l.entry_id)""",
    ),
    (
        "FLOOR_DIFFERS",
        """SELECT a.business_id, 'account ' || a.code FROM ledger_account a
           LEFT JOIN ledger_floor f ON f.account_id = a.id LEFT JOIN ledger_wallet w ON w.account_id = a.id
           WHERE {a.business_id} AND (a.has_floor OR f.balance IS NOT NULL OR w.id IS NOT NULL)
             AND (NOT a.has_floor OR f.balance < 0 OR f.balance IS DISTINCT FROM (
                 SELECT COALESCE(sum(credit - debit), 0) FROM ledger_line WHERE account_id = a.id))""",
    ),
    (
        "SEAL_WITHOUT_ENTRY",
        """SELECT s.business_id, 'seal ' || s.number FROM ledger_seal s
           WHERE {s.business_id} AND NOT EXISTS (
               SELECT FROM ledger_entry e WHERE e.id = s.entry_id AND e.business_id = s.business_id)""",
    ),
    (
        "SEAL_NUMBER_MISSING",
        """SELECT business_id, count(*) || ' seals up to number ' || max(number) FROM ledger_seal s
           WHERE {s.business_id} GROUP BY business_id HAVING count(*) <> max(number) OR min(number) <> 1""",
    ),
    (
        "SEAL_BROKEN",
        """SELECT business_id, CASE WHEN broken THEN 'the chain breaks' ELSE 'the times run backwards' END
                  || ' at seal ' || min(number) FROM (
               SELECT business_id, number, sealed_at < lag(sealed_at) OVER chain_of AS backwards,
                      chain <> sha256(lag(chain, 1, decode(repeat('00', 32), 'hex')) OVER chain_of || digest)
                          AS broken
               FROM ledger_seal q WHERE {q.business_id}
               WINDOW chain_of AS (PARTITION BY business_id ORDER BY number)) AS s
           WHERE broken OR backwards GROUP BY business_id, broken""",
    ),
    (
        "PERIOD_DIFFERS",
        """SELECT business_id, 'the period to ' || last_day || ' was closed at seal ' || seal FROM (
               SELECT p.business_id, p.last_day, p.seal,
                      lag(p.seal) OVER (PARTITION BY p.business_id ORDER BY p.last_day) AS before,
                      (SELECT max(number) FROM ledger_seal s WHERE s.business_id = p.business_id) AS newest
               FROM ledger_period p WHERE {p.business_id} AND p.state = 'CLOSED') AS closed
           WHERE seal < before OR seal > COALESCE(newest, 0)""",
    ),
    (
        # Of the closings before an entry's seal the newest says which days were closed to it.
        "ENTRY_ON_CLOSED_DAY",
        """WITH closed AS (
               SELECT p.business_id, p.last_day, p.seal,
                      lead(p.seal) OVER (PARTITION BY p.business_id ORDER BY p.last_day) AS next_seal
               FROM ledger_period p WHERE {p.business_id} AND p.state = 'CLOSED')
           SELECT closed.business_id, 'entry ' || e.id || ' on ' || e.effective_on FROM closed
           JOIN ledger_seal s ON s.business_id = closed.business_id AND s.number > closed.seal
                AND (next_seal IS NULL OR s.number <= next_seal)
           JOIN ledger_entry e ON e.id = s.entry_id AND e.effective_on <= closed.last_day
           UNION ALL
           SELECT closed.business_id, 'entry ' || e.id || ' on ' || e.effective_on FROM closed
           JOIN ledger_unsealed u ON u.business_id = closed.business_id AND next_seal IS NULL
           JOIN ledger_entry e ON e.id = u.entry_id AND e.effective_on <= closed.last_day""",
    ),
    (
        "TURNOVER_DIFFERS",
        """SELECT a.business_id, 'account ' || a.code || ' on ' || day FROM (
               SELECT account_id, effective_on AS day, debit, credit FROM ledger_dayturnover
               UNION ALL
               SELECT l.account_id, e.effective_on, -sum(l.debit), -sum(l.credit) FROM ledger_turnoverhead h
               JOIN ledger_seal s ON s.business_id = h.business_id AND s.number <= h.number
               JOIN ledger_entry e ON e.id = s.entry_id JOIN ledger_line l ON l.entry_id = e.id
               WHERE {h.business_id} GROUP BY 1, 2) AS moved
           JOIN ledger_account a ON a.id = moved.account_id WHERE {a.business_id}
           GROUP BY a.id, day HAVING sum(debit) <> 0 OR sum(credit) <> 0
           UNION ALL
           SELECT h.business_id, 'newest entry ' || h.newest_entry FROM ledger_turnoverhead h
           WHERE {h.business_id} AND h.newest_entry < (SELECT max(entry_id) FROM ledger_seal s
                                   WHERE s.business_id = h.business_id AND s.number <= h.number)""",
    ),
    (
        "REVERSAL_DIFFERS",
        """SELECT r.business_id, 'entry ' || r.id
           FROM ledger_entry r JOIN ledger_entry o ON o.id = r.reverses_id
           WHERE {r.business_id} AND r.reverses_id IS NOT NULL AND (
               o.business_id <> r.business_id OR o.reverses_id IS NOT NULL OR EXISTS (
               (SELECT account_id, debit, credit FROM ledger_line WHERE entry_id = r.id
                EXCEPT ALL SELECT account_id, credit, debit FROM ledger_line WHERE entry_id = o.id)
               UNION ALL
               (SELECT account_id, credit, debit FROM ledger_line WHERE entry_id = o.id
                EXCEPT ALL SELECT account_id, debit, credit FROM ledger_line WHERE entry_id = r.id)))""",
    ),
)


_registered: Registry[str] = Registry("integrity check")


def register_integrity_check(code: str, query: str) -> None:
    """Have apps above verify with the books what their rows say of them: a query like those of this file, for
    the businesses and details of what is broken. Called from config/wiring only."""
    _registered.register(code, query)


def verify_ledger(business_id: int | None = None) -> list[Break]:
    """Every broken invariant, at most 100 of a kind; an empty list means the books hold.

    With a business: its own breaks, and guards that are not as the migrations made them. Each check is one
    statement, and so sees the books at one moment, while posting goes on.
    """
    return [Break(code, 0, detail) for code, detail in broken_guards()] + broken_books(business_id)


def broken_books(business_id: int | None = None) -> list[Break]:
    """As verify_ledger, without the guards: what the rows themselves say."""
    breaks = _broken_entries(business_id)
    for code, query in (*_CHECKS, *_registered.items()):
        breaks += _broken(code, query, business_id)
    return breaks


def _broken(code: str, query: str, business_id: int | None) -> list[Break]:
    """What one check finds. One that a touched guard leaves without its tables is named; the others go on."""
    try:
        with transaction.atomic():
            return [Break(code, owner, detail) for owner, detail in _found(query, "1, 2", business_id)]
    except ProgrammingError as error:
        return [Break("NOT_VERIFIED", business_id or 0, f"{code}: {str(error).splitlines()[0]}")]


def unsealed_entries() -> dict[int, tuple[int, datetime]]:
    """How many entries wait for their seal, and since when the oldest, by business: until then the triggers
    and their traces alone guard what they say."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.business_id, count(*), min(e.posted_at) FROM ledger_unsealed AS u"
            " JOIN ledger_entry AS e ON e.id = u.entry_id GROUP BY u.business_id"
        )
        return {business: (count, oldest) for business, count, oldest in cursor.fetchall()}


def _broken_entries(business_id: int | None) -> list[Break]:
    flagged = f"SELECT * FROM ({_ENTRIES}) AS found (owner, entry, seal, a, b, c, d, e)"  # noqa: S608  (our own text)
    breaks = []
    for owner, entry, seal, *flags in _found(f"{flagged} WHERE a OR b OR c OR d OR e", "entry", business_id):
        where = f"entry {entry}" + (f", seal {seal}" if seal else "")
        breaks += [Break(code, owner, where) for code, flag in zip(_ENTRY_FLAGS, flags, strict=True) if flag]
    return breaks


def _found(query: str, order: str, business_id: int | None) -> list[tuple[Any, ...]]:
    condition = "TRUE" if business_id is None else r"\1 = %(business)s"
    narrowed = re.sub(r"\{([a-z]+\.business_id)\}", condition, query)
    with connection.cursor() as cursor:
        cursor.execute(f"{narrowed} ORDER BY {order} LIMIT {LIMIT}", {"business": business_id})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
