"""Undoing what was booked from rows that are verified no longer: by postings, never by editing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet

from ledger.journal.posting import reverse_entry
from ledger.models import Entry
from mpesa.collections.receipts import receipt_reference
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.models import Channel, Evidence, Receipt, Till
from reconciliation.models import StatementRow
from reconciliation.statement_files.kinds import LEG_OF_KIND, Kind

_LEGS = ("charge", "sweep")


def receipts_of_rows(till: Till, rows: Sequence[StatementRow]) -> QuerySet[Receipt]:
    """The receipts of payments among these rows that no channel but a statement has told of."""
    told = Evidence.objects.filter(receipt=OuterRef("pk")).exclude(channel=Channel.STATEMENT)
    numbers = [row.receipt for row in rows if row.kind in (Kind.CUSTOMER_PAYMENT, Kind.BUSINESS_RECEIPT)]
    known = Receipt.objects.filter(till=till, number__in=numbers)
    return known.filter(~Exists(told), reversal=None).order_by("pk")


def entries_of_rows(till: Till, rows: Sequence[StatementRow]) -> QuerySet[Entry]:
    """The charges and sweeps that were booked from these rows, and are not reversed."""
    references = [
        receipt_reference(till, row.receipt, leg)
        for row in rows
        if (leg := LEG_OF_KIND[Kind(row.kind)]) in _LEGS and not _stands(row, leg)
    ]
    return Entry.objects.filter(
        business=till.business_id, reference__in=references, reversed_by=None
    ).order_by("pk")


def _stands(row: StatementRow, leg: str) -> bool:
    """Whether another verified row has this movement: the other side of a sweep."""
    same = StatementRow.objects.filter(till=row.till_id, receipt=row.receipt, struck_at=None, moves=True)
    return (
        same.filter(kind__in=[kind for kind, found in LEG_OF_KIND.items() if found == leg])
        .exclude(account=row.account)
        .exists()
    )


def take_back(till: Till, rows: Sequence[StatementRow], *, why: str) -> None:
    """Take back what only these rows said. A receipt leaves its invoice or wallet as when M-Pesa reverses it.

    Each counts for the day of what it undoes, so that the proof of that day is whole. Idempotent by receipt
    and by entry. Runs inside the caller's transaction.
    """
    record_reversals(
        [
            ReversalReport(
                till,
                ReversalFacts(receipt.number, None, receipt.occurred_at),
                Channel.STATEMENT,
                source=why,
            )
            for receipt in receipts_of_rows(till, rows)
        ]
    )
    for entry in entries_of_rows(till, rows):
        reverse_entry(entry=entry, reason=why, occurred_at=entry.occurred_at)
