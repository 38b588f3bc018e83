"""Reversals: receipts that M-Pesa has taken back, each recorded and booked once, whoever tells of it.

A reversal is a fact from outside: the money has left the M-Pesa account, so it leaves the books as well
(mpesa/collections/taking_back.py). It may be known before its receipt.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from core.digests import digest
from core.machine.turns import work_together
from core.money import Cents
from core.rows.locks import lock_free_rows, lock_rows
from core.rows.saving import insert_rows
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.collections.receipts import ROUTE_QUEUE
from mpesa.collections.taking_back import Key, note_too_much, receipts_of, take_back
from mpesa.models import (
    Callback,
    Receipt,
    Reversal,
    ReversalEvidence,
    Till,
)

BATCH: Final = 500


@dataclass(frozen=True)
class ReversalFacts:
    """What a channel says: `number` is the receipt that was taken back, `own_number` the reversal's own.

    `amount` is None where the channel only says that the receipt was reversed: then it is the whole of it.
    """

    number: str
    amount: Cents | None
    occurred_at: datetime
    own_number: str = ""

    def digest(self) -> bytes:
        return digest([self.number, self.amount, self.own_number])


@dataclass(frozen=True)
class ReversalReport:
    """A channel tells of a reversal at a till: what it says, and where that is kept."""

    till: Till
    facts: ReversalFacts
    channel: str
    callback: Callback | None = None
    source: str = ""

    @property
    def key(self) -> tuple[int, str]:
        return self.till.pk, self.facts.number


def record_reversals(reports: Sequence[ReversalReport]) -> list[Reversal | None]:
    """Record reversals once and take the receipts back from the books; for each report its reversal.

    New: writes Reversal and, when the receipt is known, posts Dr where its money is / Cr M-Pesa and undoes
    what it paid; when the receipt comes later, it is booked and then taken back. Known: adds evidence of the
    channel; what differs from the first opens a case and books nothing. None for a report of more than the
    receipt, which is a case alone. Idempotent by (till, receipt number). Runs inside the caller's
    transaction; waits for a parallel recorder. Locks the reversals, the routes, then what owners lock.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("record_reversals() belongs in the caller's transaction")
    receipts = receipts_of({report.key for report in reports})
    sound = [report for report in reports if not _is_too_much(report, receipts.get(report.key))]
    firsts: dict[Key, ReversalReport] = {}
    for report in sound:
        firsts.setdefault(report.key, report)
    insert_rows([_row(firsts[key]) for key in sorted(firsts)], skip_known=True)
    reversals = _locked(firsts)
    _note_evidence(sound, reversals)
    take_back([row for row in reversals.values() if row.receipt_id is None])
    return [reversals.get(report.key) if report in sound else None for report in reports]


def reverse_waiting() -> int:
    """Take back the receipts that have come after their reversals; returns how many. Part of mpesa.route."""
    come = Receipt.objects.filter(till=OuterRef("till"), number=OuterRef("number"))
    waiting = Reversal.objects.filter(Exists(come), receipt=None).select_related("till").order_by("pk")
    return len(work_together(waiting, take_back, what=ROUTE_QUEUE, limit=BATCH))


def reverse_known(receipts: Sequence[Receipt]) -> set[int]:
    """Take back those of receipts that are due whose reversals came first; their keys.

    The caller holds the locks of their routes: what somebody else is recording is left to him.
    """
    numbers = {(receipt.till_id, receipt.number): receipt for receipt in receipts}
    waiting = _reversals_of(numbers).filter(receipt=None).select_related("till").order_by("pk")
    found = [
        row for row in lock_free_rows(waiting, limit=len(receipts)) if (row.till_id, row.number) in numbers
    ]
    take_back(found)
    return {row.receipt.pk for row in found if row.receipt and row.taken_back == row.receipt.amount}


def _reversals_of(keys: Collection[Key]) -> QuerySet[Reversal]:
    """Their reversals, and perhaps some more: of one of these tills and one of these numbers."""
    return Reversal.objects.filter(
        till__in={till for till, _ in keys}, number__in=[number for _, number in keys]
    )


def _locked(keys: Collection[Key]) -> dict[Key, Reversal]:
    found = lock_rows(_reversals_of(keys).select_related("till"))
    return {key: row for row in found if (key := (row.till_id, row.number)) in keys}


def _is_too_much(report: ReversalReport, receipt: Receipt | None) -> bool:
    stated = report.facts.amount
    if receipt is None or stated is None or stated <= receipt.amount:
        return False
    note_too_much(report.till, receipt, report.channel, stated)
    return True


def _row(report: ReversalReport) -> Reversal:
    facts = report.facts
    return Reversal(
        business_id=report.till.business_id,
        till=report.till,
        number=facts.number,
        own_number=facts.own_number[:20],
        amount=facts.amount,
        occurred_at=facts.occurred_at,
        channel=report.channel,
        callback=report.callback,
        source=report.source[:80],
    )


def _note_evidence(reports: Sequence[ReversalReport], reversals: Mapping[Key, Reversal]) -> None:
    evidence = []
    for report in reports:
        facts, first = report.facts, reversals[report.key]
        agrees = _agree(facts.amount, first.amount) and _agree(facts.own_number, first.own_number)
        evidence.append(
            ReversalEvidence(
                reversal=first,
                channel=report.channel,
                facts_hash=facts.digest(),
                own_number=facts.own_number[:20],
                amount=facts.amount,
                agrees=agrees,
                callback=report.callback,
                source=report.source[:80],
            )
        )
        if not agrees:
            note_discrepancy(
                till=report.till,
                code="REVERSALS_DIFFER",
                subject=f"receipt {facts.number} {report.channel} {facts.own_number}",
                detail=f"{report.channel} tells of another reversal of this receipt than {first.channel};"
                " the first stays booked.",
                receipt=first.receipt,
            )
    insert_rows(evidence, skip_known=True)


def _agree(said: object, first: object) -> bool:
    """What one of them does not say, it does not contradict."""
    return not said or not first or said == first
