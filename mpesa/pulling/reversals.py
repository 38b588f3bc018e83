"""Rows of Pull Transactions that say that money went back: recorded as reversals of the receipts they name.

No source says whose number such a row carries. It is about the receipt in the books that has its number; else
about the one whose reversal is known by it; else about the only receipt in the books that is named anywhere
in the row, of the same amount and of no other payer. What names none is kept as the reversal of its own
number, should that be the payment's and come later; a case says so, and closes when any channel tells whose
it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from core.days import display_moment
from core.machine.scrub import scrub
from core.money import display
from mpesa.collections.agreeing import JITTER, differences
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.collections.reversal_evidence import sure_evidence
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.collections.taking_back import REVERSAL_UNNAMED
from mpesa.daraja.pull import ZONE, PulledRow
from mpesa.models import Channel, PullRun, Receipt, ReversalEvidence, Till

#: A row, and when its money moved.
Timed: TypeAlias = tuple[PulledRow, datetime]

_WORD = re.compile(r"[A-Z0-9]{8,20}")


def record_reversal_rows(run: PullRun, rows: Sequence[Timed]) -> list[PulledRow]:
    """Record that money went back; the rows that say something new. In the caller's transaction."""
    till = run.till
    receipts, reversals = _receipts(till, rows), _reversals(till, rows)
    reports = []
    for row, at in rows:
        number = _original(row, at, receipts, reversals) or row.receipt
        own = row.receipt if number != row.receipt else ""
        facts = ReversalFacts(number, row.amount_cents, at, own)
        reports.append(ReversalReport(till, facts, Channel.PULL, source=str(run)))
    said = _said_before(reports)
    fresh = []
    for (row, at), report, reversal in zip(rows, reports, record_reversals(reports), strict=True):
        if (reversal.pk, report.digest()) not in said:
            fresh.append(row)
        if reversal.receipt_id is None and not report.facts.own_number:
            note_discrepancy(
                till=till,
                code=REVERSAL_UNNAMED,
                subject=f"pulled {row.receipt} {display(row.amount_cents)}",
                detail=f"{row.receipt} of {display(row.amount_cents)} at {display_moment(at)} is a reversal"
                f" ({scrub(row.type_said)}) that names no receipt in the books. Nothing is booked of it yet.",
            )
    return fresh


def _receipts(till: Till, rows: Sequence[Timed]) -> dict[str, Receipt]:
    """The receipts in the books whose numbers stand anywhere in the rows."""
    words = {word for row, _ in rows for word in _words(row)}
    found = Receipt.objects.filter(till=till, number__in=words).select_related("payer")
    return {receipt.number: receipt for receipt in found}


def _words(row: PulledRow) -> set[str]:
    texts = [value for value in row.said.values() if isinstance(value, str)]
    return {row.receipt, *(word for text in texts for word in _WORD.findall(text.upper()))}


def _reversals(till: Till, rows: Sequence[Timed]) -> dict[str, str]:
    """The receipts that reversals of the rows' numbers took back, as other channels told: no statement alone,
    by which somebody could turn a true reversal against another receipt."""
    told = sure_evidence().filter(reversal__till=till, own_number__in=[row.receipt for row, _ in rows])
    return dict(told.values_list("own_number", "reversal__number"))


def _said_before(reports: Sequence[ReversalReport]) -> set[tuple[int, bytes]]:
    """What this channel has said already: windows overlap."""
    said = ReversalEvidence.objects.filter(
        channel=Channel.PULL,
        reversal__till__in={report.till.pk for report in reports},
        reversal__number__in=[report.facts.number for report in reports],
    )
    return {(reversal, bytes(facts)) for reversal, facts in said.values_list("reversal", "facts_hash")}


def _original(
    row: PulledRow, at: datetime, receipts: Mapping[str, Receipt], reversals: Mapping[str, str]
) -> str | None:
    if row.receipt in receipts:
        return row.receipt
    if known := reversals.get(row.receipt):
        return known
    named = [receipts[word] for word in _words(row) if word in receipts]
    fitting = [receipt.number for receipt in named if _fits(row, at, receipt)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(row: PulledRow, at: datetime, receipt: Receipt) -> bool:
    """Whether a receipt, which a payer may have typed, can be what went back: as much, his, and before."""
    told = differences(
        receipt, channel=Channel.PULL, amount=row.amount_cents, occurred_at=None, payer=row.payer
    )
    return receipt.occurred_at <= at + ZONE + JITTER and not list(told)
