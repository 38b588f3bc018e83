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
from core.machine.jobs import wake
from core.machine.turns import work_together
from core.money import Cents
from core.rows.locks import lock_free_rows, lock_rows
from core.rows.saving import insert_rows
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.collections.held_reversals import retract_of_withdrawn, rule
from mpesa.collections.receipts import ROUTE_QUEUE
from mpesa.collections.reversal_evidence import Key
from mpesa.collections.taking_back import take_back
from mpesa.models import (
    Callback,
    Channel,
    Evidence,
    Receipt,
    Reversal,
    ReversalEvidence,
    Ruling,
    Till,
)
from users.models import Approval

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
    """A channel tells of a reversal at a till: what it says, and where that is kept. `release`: the decision
    by which the word of a statement counts with no second source."""

    till: Till
    facts: ReversalFacts
    channel: str
    callback: Callback | None = None
    source: str = ""
    release: Approval | None = None

    @property
    def key(self) -> tuple[int, str]:
        return self.till.pk, self.facts.number

    def digest(self) -> bytes:
        """What a channel says once; a row of a statement is one, though another told the same before it."""
        told = self.facts.digest()
        return digest([told.hex(), self.source]) if self.channel == Channel.STATEMENT else told


def record_reversals(reports: Sequence[ReversalReport]) -> list[Reversal]:
    """Record what is told of reversals and take the receipts back; for each report its reversal.

    Every report is kept as evidence, and all evidence of a receipt together says how much is taken back
    (mpesa/collections/weighing.py): the books are the same in whatever order it comes. What is new of it is
    posted Dr where the money is / Cr M-Pesa, and what the receipt paid is undone; when the receipt comes
    later, it is booked and then taken back. What only a statement tells is held (taking_back.py). Idempotent
    by (till, receipt number) and what is said. Runs inside the caller's transaction; waits for a parallel
    recorder. Locks the reversals, the routes, then what owners lock.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("record_reversals() belongs in the caller's transaction")
    firsts: dict[Key, ReversalReport] = {}
    for report in reports:
        firsts.setdefault(report.key, report)
    insert_rows([_row(firsts[key]) for key in sorted(firsts)], skip_known=True)
    reversals = _locked(firsts)
    _note_evidence(reports, reversals)
    take_back(list(reversals.values()))
    if any(row.receipt_id is None for row in reversals.values()):
        wake(ROUTE_QUEUE)  # its receipt may be on the way in another transaction, which does not see this one
    _note_numbers_used_twice(reports)
    return [reversals[report.key] for report in reports]


def reverse_waiting() -> int:
    """Take back the receipts that have come after their reversals, and give back those that were taken back
    with their withdrawn file and that another channel knows by now; returns how many. Part of mpesa.route."""
    agreed = Evidence.objects.filter(receipt=OuterRef("pk"), agrees=True).exclude(channel=Channel.STATEMENT)
    with transaction.atomic():
        known = Receipt.objects.filter(Exists(agreed), reversal__held__gt=0)
        given_back = retract_of_withdrawn(known, why="another channel knows the receipt")
    come = Receipt.objects.filter(till=OuterRef("till"), number=OuterRef("number"))
    waiting = Reversal.objects.filter(Exists(come), receipt=None).select_related("till").order_by("pk")
    return given_back + len(work_together(waiting, take_back, what=ROUTE_QUEUE, limit=BATCH))


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
    return {
        row.receipt.pk for row in found if row.receipt and row.taken_back - row.held == row.receipt.amount
    }


def _reversals_of(keys: Collection[Key]) -> QuerySet[Reversal]:
    """Their reversals, and perhaps some more: of one of these tills and one of these numbers."""
    return Reversal.objects.filter(
        till__in={till for till, _ in keys}, number__in=[number for _, number in keys]
    )


def _locked(keys: Collection[Key]) -> dict[Key, Reversal]:
    found = lock_rows(_reversals_of(keys).select_related("till"))
    return {key: row for row in found if (key := (row.till_id, row.number)) in keys}


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
        evidence.append(
            ReversalEvidence(
                reversal=first,
                channel=report.channel,
                facts_hash=report.digest(),
                own_number=facts.own_number[:20],
                amount=facts.amount,
                occurred_at=facts.occurred_at,
                agrees=_agree(facts.amount, first.amount) and _agree(facts.own_number, first.own_number),
                callback=report.callback,
                source=report.source[:80],
            )
        )
    insert_rows(evidence, skip_known=True)
    for row, report in zip(evidence, reports, strict=True):
        if report.release is not None:
            known = ReversalEvidence.objects.filter(
                reversal=row.reversal, channel=row.channel, facts_hash=row.facts_hash
            )
            rule(known, Ruling.RELEASED, why="", approval=report.release)


def _agree(said: object, first: object) -> bool:
    """What one of them does not say, it does not contradict."""
    return not said or not first or said == first


def _note_numbers_used_twice(reports: Sequence[ReversalReport]) -> None:
    """A reversal takes back one receipt: its number at another one is a case, and both stay as they are."""
    named = {
        (report.till.pk, report.facts.own_number): report for report in reports if report.facts.own_number
    }
    if not named:
        return
    told = Reversal.objects.filter(
        till__in={till for till, _ in named}, own_number__in=[number for _, number in named]
    )
    numbers: dict[Key, set[str]] = {}
    for till, own, number in told.values_list("till", "own_number", "number"):
        numbers.setdefault((till, own), set()).add(number)
    for key, report in named.items():
        if len(of := numbers.get(key, set()) | {report.facts.number}) > 1:
            note_discrepancy(
                till=report.till,
                code="REVERSALS_DIFFER",
                subject=f"reversal {report.facts.own_number}",
                detail=f"Reversal {report.facts.own_number} is told of {len(of)} receipts:"
                f" {', '.join(sorted(of))}.",
            )
