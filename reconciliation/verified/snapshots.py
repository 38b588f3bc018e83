"""What Safaricom itself said was in an account, beside what the verified statement says of the same moment.

A snapshot (Account Balance) that agrees is no proof of each row: whoever adds a payment and a withdrawal of
the same sum to a file agrees with every balance. So it releases nothing by itself; it is shown to the people
who decide. One that differs says that rows are false, or missing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from core.money import Cents


@dataclass(frozen=True)
class Compared:
    """`said` is Safaricom's balance, `verified` the statement's at that moment, in cents."""

    taken_at: datetime
    said: Cents
    verified: Cents

    @property
    def differs_by(self) -> Cents:
        return self.verified - self.said


# Safaricom's channels do not agree on the second in which something happened. The balance of a moment
# within a file's time is its opening and all that moved since, whoever showed it.
_COMPARED = """
SELECT DISTINCT ON (stretch.statement_id)
       stretch.statement_id, said.taken_at, said.current, stretch.opening + moved.cents
FROM reconciliation_stretch AS stretch
CROSS JOIN LATERAL (
    SELECT snapshot.taken_at, snapshot.current FROM mpesa_balancesnapshot AS snapshot
    WHERE snapshot.till_id = stretch.till_id AND snapshot.account = stretch.account
      AND snapshot.current IS NOT NULL AND snapshot.taken_at < stretch.until_at
      AND snapshot.taken_at >= coalesce(stretch.last_at, stretch.from_at) + interval '10 seconds'
    ORDER BY snapshot.taken_at, snapshot.id LIMIT 1) AS said
CROSS JOIN LATERAL (
    SELECT coalesce(sum(row.paid_in - row.withdrawn), 0) AS cents FROM reconciliation_statementrow AS row
    WHERE row.till_id = stretch.till_id AND row.account = stretch.account AND row.moves
      AND row.struck_at IS NULL
      AND row.completed_at >= stretch.from_at AND row.completed_at < said.taken_at) AS moved
WHERE stretch.statement_id = ANY(%(statements)s) AND stretch.ended_at IS NULL
ORDER BY stretch.statement_id, abs(stretch.opening + moved.cents - said.current) DESC
"""


def compared_with_snapshots(statements: Collection[int]) -> dict[int, Compared]:
    """Statement's key -> its first snapshot after its last row and within its time; of a file of several
    accounts the one that differs most. Without those that have none. One query for however many."""
    with connection.cursor() as cursor:
        cursor.execute(_COMPARED, {"statements": list(statements)})
        return {
            statement: Compared(taken_at, int(said), int(verified))
            for statement, taken_at, said, verified in cursor.fetchall()
        }
