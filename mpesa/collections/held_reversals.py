"""Reversals that only an uploaded statement tells of: held (mpesa/collections/taking_back.py) until another
channel tells of them too, people release their file, or their row stands no longer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from django.db import connection
from django.db.models import QuerySet

from core.money import Cents
from core.rows.locks import lock_rows
from core.rows.saving import insert_rows
from ledger.chart.standard import RECEIPTS_TO_ROUTE
from mpesa.collections.receipts import REVERSAL_LEGS
from mpesa.collections.reversal_evidence import standing_evidence
from mpesa.collections.taking_back import take_back
from mpesa.models import Channel, Receipt, Reversal, ReversalEvidence, ReversalRuling, Ruling
from users.models import Approval


def release_reversals(*, reversals: Collection[int], approval: Approval) -> int:
    """Let count what statements tell of these reversals and nobody else does, by an approval that was granted
    for their file: their receipts are taken from whoever has them. Returns how many were held. That a file
    was withdrawn, which names no amount, is nobody's to release.

    Idempotent by evidence. In the caller's transaction; locks the reversals, the routes, then what owners
    lock.
    """
    held = Reversal.objects.filter(pk__in=reversals, business=approval.business_id, held__gt=0)
    found = lock_rows(held.select_related("till"))
    told = standing_evidence().filter(reversal__in=found, channel=Channel.STATEMENT, amount__isnull=False)
    rule(told, Ruling.RELEASED, why="", approval=approval)
    take_back(found)
    return len(found)


def retract_reversals(told: QuerySet[ReversalEvidence], *, why: str) -> int:
    """What statements said of reversals stands no longer: what was held of them comes back; returns how many
    reports that were. What was taken for good stays so.

    Idempotent by evidence. In the caller's transaction; locks as release_reversals does.
    """
    told = standing_evidence().filter(pk__in=told.values("pk"), channel=Channel.STATEMENT)
    keys = set(told.values_list("reversal", flat=True))
    if not keys:
        return 0
    found = lock_rows(Reversal.objects.filter(pk__in=keys).select_related("till"))
    retracted = rule(told, Ruling.RETRACTED, why=why[:80])
    take_back(found)
    return retracted


def retract_of_withdrawn(receipts: QuerySet[Receipt], *, why: str) -> int:
    """Receipts that were taken back since their file was withdrawn, and are known again: by another file or
    another channel. In the caller's transaction; see retract_reversals."""
    return retract_reversals(
        ReversalEvidence.objects.filter(
            reversal__held__gt=0, reversal__receipt__in=receipts, channel=Channel.STATEMENT, amount=None
        ),
        why=why,
    )


def rule(
    told: QuerySet[ReversalEvidence], ruling: Ruling, *, why: str, approval: Approval | None = None
) -> int:
    """Write down what became of reports; how many. Idempotent by evidence and ruling."""
    rows = [ReversalRuling(evidence=evidence, ruling=ruling, why=why, approval=approval) for evidence in told]
    insert_rows(rows, skip_known=True)
    return len(rows)


#: What is held of reversals stands on the other side, by the days of their entries and of what undid these.
_REVERSALS_HELD_BY: Final = """
SELECT count(DISTINCT reversal.id), COALESCE(sum(line.credit - line.debit), 0)
FROM mpesa_reversal AS reversal
JOIN mpesa_till AS till ON till.id = reversal.till_id
JOIN ledger_entry AS told ON told.business_id = reversal.business_id
     AND told.reference = ANY(ARRAY(SELECT 'mpesa:' || till.shortcode || ':' || reversal.number || ':' || leg
                                    FROM unnest(%s::text[]) AS leg))
CROSS JOIN LATERAL (SELECT told.id, told.effective_on
                    UNION ALL SELECT undone.id, undone.effective_on FROM ledger_entry AS undone
                    WHERE undone.reverses_id = told.id) AS entry
JOIN ledger_line AS line ON line.entry_id = entry.id
JOIN ledger_account AS account ON account.id = line.account_id AND account.code = %s
WHERE reversal.held > 0 AND reversal.business_id = %s AND entry.effective_on <= %s
"""


def reversals_held_until(business_id: int, day: date) -> tuple[int, Cents]:
    """As holding.held_until, of what only statements say was taken back: its cents are below zero."""
    with connection.cursor() as cursor:
        cursor.execute(_REVERSALS_HELD_BY, [list(REVERSAL_LEGS), RECEIPTS_TO_ROUTE, business_id, day])
        count, cents = cursor.fetchone()
    return count, int(cents)
