"""Undoing what was booked from rows that are verified no longer: by postings, never by editing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from ledger.journal.posting import reverse_entry
from ledger.models import Entry, Line
from mpesa.collections.held_reversals import retract_reversals
from mpesa.collections.receipts import again, receipt_in, receipt_reference
from mpesa.collections.reversal_evidence import standing_evidence
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.models import Channel, Evidence, Receipt, Reversal, ReversalEvidence, RouteState, Till
from reconciliation.accounts import ledger_code
from reconciliation.models import StatementRow
from reconciliation.runs.charges import close_charges_of_nothing
from reconciliation.statement_files.kinds import LEG_OF_KIND, PAYMENTS, Kind
from reconciliation.verified.coverage import standing_payments
from users.models import Approval

_LEGS = ("charge", "sweep")


def receipts_of_rows(till: Till, rows: Sequence[StatementRow]) -> QuerySet[Receipt]:
    """The receipts of payments among these rows that nothing else tells of: neither another channel, nor
    another verified row of the account in which payments arrive."""
    told = Evidence.objects.filter(receipt=OuterRef("pk")).exclude(channel=Channel.STATEMENT)
    payments = [row for row in rows if row.kind in PAYMENTS]
    stands = standing_payments(till).exclude(pk__in=[row.pk for row in payments])
    known = Receipt.objects.filter(till=till, number__in=[row.receipt for row in payments])
    gone = Q(reversal__taken_back=F("amount"), reversal__held=0) | Q(pk__in=_withdrawn_before(till))
    return known.filter(~Exists(told), ~Exists(stands)).exclude(gone).order_by("pk")


def _withdrawn_before(till: Till) -> QuerySet[ReversalEvidence, Any]:
    """The receipts that were taken back since an earlier file was withdrawn, which stand so."""
    told = standing_evidence().filter(reversal__till=till, channel=Channel.STATEMENT, amount=None)
    return told.exclude(reversal__receipt=None).order_by().values("reversal__receipt")


def reversals_of_rows(till: Till, rows: Sequence[StatementRow]) -> QuerySet[Reversal]:
    """The reversals among these rows that no channel but a statement has told of. What is held of them comes
    back with the rows; what people have released stays taken: the next proof lists it."""
    told = ReversalEvidence.objects.filter(reversal=OuterRef("pk")).exclude(channel=Channel.STATEMENT)
    numbers = [row.linked for row in rows if row.kind == Kind.REVERSAL and row.withdrawn]
    known = Reversal.objects.filter(till=till, number__in=numbers)
    return known.filter(~Exists(told)).order_by("pk")


def _told_by_rows(till: Till, rows: Sequence[StatementRow]) -> QuerySet[ReversalEvidence]:
    """What these rows, which stand no longer, said of reversals."""
    said = [row for row in rows if row.kind == Kind.REVERSAL and row.withdrawn and row.linked]
    facts = {(row.linked, row.reversal_number, row.withdrawn) for row in said}
    told = standing_evidence().filter(
        reversal__till=till,
        channel=Channel.STATEMENT,
        reversal__number__in={number for number, _, _ in facts},
    )
    found = told.values_list("pk", "reversal__number", "own_number", "amount")
    return ReversalEvidence.objects.filter(pk__in=[pk for pk, *fact in found if tuple(fact) in facts])


def entries_of_rows(till: Till, rows: Sequence[StatementRow]) -> QuerySet[Entry]:
    """The charges and sweeps that were booked from these rows, and are not reversed: none that another
    verified row has as well, nor a charge that was booked on another account."""
    there = _there_still(till, rows)
    wanted: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        leg = LEG_OF_KIND[Kind(row.kind)]
        if leg in _LEGS and _movement(row, leg) not in there:
            wanted[row.account] += again(receipt_reference(till, row.receipt, leg))
    booked: set[int] = set()
    for account, references in wanted.items():
        lines = Line.objects.filter(
            entry__reference__in=references,
            account__business=till.business_id,
            account__code=ledger_code(till, account),
        )
        booked |= set(lines.values_list("entry", flat=True))
    return Entry.objects.filter(pk__in=booked, reversed_by=None).order_by("pk")


def _there_still(till: Till, rows: Sequence[StatementRow]) -> set[tuple[str, ...]]:
    """The movements of other verified rows under the receipts of these."""
    same = StatementRow.objects.filter(
        till=till, receipt__in=[row.receipt for row in rows], struck_at=None, moves=True
    )
    others = same.exclude(pk__in=[row.pk for row in rows])
    return {
        _movement(row, leg)
        for row in others.only("account", "receipt", "kind", "paid_in", "withdrawn")
        if (leg := LEG_OF_KIND[Kind(row.kind)]) in _LEGS
    }


def _movement(row: StatementRow, leg: str) -> tuple[str, ...]:
    """What is booked once: a sweep for both accounts on which it stands, a charge for its own."""
    if leg == "sweep":
        return leg, row.receipt
    return leg, row.receipt, row.account, str(row.paid_in - row.withdrawn)


def take_back(
    till: Till, rows: Sequence[StatementRow], *, why: str, approval: Approval | None = None
) -> None:
    """Take back what only these rows said. A receipt that went on by a decision leaves its invoice or wallet
    as when M-Pesa reverses it, for good, by the `approval` of this; one that is held comes back
    with its row.

    Each counts for the day of what it undoes, so that the proof of that day is whole. Idempotent by receipt
    and by entry. Runs inside the caller's transaction.
    """
    retract_reversals(_told_by_rows(till, rows), why=why)
    record_reversals(
        [
            ReversalReport(
                till,
                ReversalFacts(receipt.number, None, receipt.occurred_at),
                Channel.STATEMENT,
                source=why,
                release=approval if receipt.route.state != RouteState.HELD else None,
            )
            for receipt in receipts_of_rows(till, rows).select_related("route")
        ]
    )
    undone = list(entries_of_rows(till, rows))
    for entry in undone:
        reverse_entry(entry=entry, reason=why, occurred_at=entry.occurred_at)
    numbers = {receipt_in(entry.reference) for entry in undone}
    close_charges_of_nothing(till, numbers, f"The charge was taken back: {why}.")
