"""Booking what only the statement knows, through the same code path as a callback.

Only rows of the verified statement (reconciliation/verified) come here. What goes to the bank is booked
where somebody has said into which account, of the till or of a move (reconciliation/portal_moves); what is
not understood (UNKNOWN), pays somebody, or came back of a payout stays a listed exception; of the last
Safaricom is asked. A receipt that is booked here is held (mpesa/collections/holding.py), and so is a
reversal: nothing is paid, and nothing taken from anybody, until another source agrees.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from core.errors import Conflict
from core.machine.killpoints import reach
from core.machine.turns import by_halves, is_gone
from core.money import display
from core.rows.locks import lock_rows
from ledger.chart.standard import MPESA_CHARGES
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, credit, debit
from ledger.models import EntryKind
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.collections.held_reversals import retract_of_withdrawn
from mpesa.collections.receipts import (
    ReceiptFacts,
    Report,
    free_references,
    receipt_reference,
    record_receipts,
)
from mpesa.collections.reversal_evidence import standing_evidence
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.models import Channel, MpesaAccount, Receipt, Reversal, Till
from mpesa.payouts.taking_back import ask_about_taken_back
from mpesa.tills.accounts import account_code, collecting_account
from reconciliation.models import StatementRow
from reconciliation.portal_moves.tying import other_sides
from reconciliation.runs.settlements import settlement_codes
from reconciliation.statement_files.accounts import accounts_of_sweep
from reconciliation.statement_files.kinds import PAYMENTS, Kind
from reconciliation.verified.coverage import AccountBook, standing_payments

logger = logging.getLogger(__name__)

BATCH = 500
_ACCOUNTS = {str(account.label): account for account in MpesaAccount}


def book_rows(till: Till, rows: Iterable[StatementRow]) -> int:
    """Book rows that the ledger lacks; returns how many. By the batch, each in a transaction; safe to repeat.

    A row that the books contradict is a case (ROW_DIFFERS) and holds up no other. Locks the rows: one that
    was struck since it was looked at is not booked; who strikes it finds what was.
    """
    rows, booked = list(rows), 0
    for start in range(0, len(rows), BATCH):
        booked += _book_batch(till, rows[start : start + BATCH])
    return booked


def _book_batch(till: Till, rows: Sequence[StatementRow]) -> int:
    counts: list[int] = []

    def work(part: Sequence[StatementRow]) -> None:
        booked = _book_together(till, part)
        reach("booking.before_commit")
        counts.append(booked)

    failures = by_halves(work, rows, raises=lambda error: is_gone(error) or not _is_about_a_row(error))
    reach("booking.after_commit")
    for row, _ in failures:
        leg = _LEGS[Kind(row.kind)]
        with transaction.atomic():
            note_discrepancy(
                till=till,
                code="ROW_DIFFERS",
                subject=f"receipt {row.receipt} {leg} {display(row.paid_in - row.withdrawn)}",
                detail="The statement has a second, different row of this kind under this receipt.",
            )
    return sum(counts)


#: Kinds that are booked by an entry of their own, and its leg.
_LEGS = {Kind.CHARGE: "charge", Kind.SWEEP: "sweep", Kind.BANK_WITHDRAWAL: "sweep"}


def _is_about_a_row(error: Exception) -> bool:
    return isinstance(error, Conflict)


def _book_together(till: Till, rows: Sequence[StatementRow]) -> int:
    """Book rows in the running transaction; how many. Raises Conflict where one contradicts the books."""
    alive = lock_rows(StatementRow.objects.filter(pk__in=[row.pk for row in rows], struck_at=None))
    rows = sorted(alive, key=lambda row: (row.completed_at, row.pk))

    def of(chosen: Callable[[StatementRow], bool]) -> list[StatementRow]:
        return [row for row in rows if chosen(row)]

    told = other_sides(of(lambda row: row.kind in (Kind.SWEEP, Kind.BANK_WITHDRAWAL)))
    drafts = [
        *(
            _move(till, row, EntryKind.CHARGE, MPESA_CHARGES)
            for row in of(lambda row: row.kind == Kind.CHARGE)
        ),
        *(
            _move(till, row, EntryKind.SWEEP, other)
            for row in of(lambda row: row.kind == Kind.SWEEP)
            if (other := _other_side(till, row, told.get(row.pk, "")))
        ),
        *(
            _move(till, row, EntryKind.SWEEP, bank)
            for row in of(lambda row: row.kind == Kind.BANK_WITHDRAWAL)
            if (bank := told.get(row.pk) or settlement_codes([till.pk]).get(till.pk, ""))
        ),
    ]
    post_entries(_not_undone(till, drafts))
    collecting = collecting_account(till)  # on another account it is of a file told wrongly, or our own money
    paid = record_receipts(
        [_payment_of(till, row) for row in of(lambda row: row.kind in PAYMENTS and row.account == collecting)]
    )
    back = _book_reversals(
        [
            _reversal_of(till, row)
            for row in of(lambda row: row.kind == Kind.REVERSAL and _is_taken_back(till, row))
        ]
    )
    returned = of(lambda row: row.kind == Kind.REVERSAL and _came_back(till, row))
    ask_about_taken_back(till, [row.linked for row in returned])
    return len(drafts) + sum(created for _, created in paid) + back


def _not_undone(till: Till, drafts: Sequence[EntryDraft]) -> list[EntryDraft]:
    """The drafts; what was booked before and undone with its file is booked anew."""
    free = free_references(till.business_id, {draft.reference for draft in drafts})
    return [replace(draft, reference=free[draft.reference]) for draft in drafts]


def _payment_of(till: Till, row: StatementRow) -> Report:
    facts = ReceiptFacts(row.receipt, row.paid_in, row.completed_at, row.account_no, row.payer_masked)
    return Report(till, facts, Channel.STATEMENT, source=f"statement row {row.pk}")


def _is_taken_back(till: Till, row: StatementRow) -> bool:
    """Whether the row takes back what a customer paid, and says which receipt that is."""
    return bool(row.withdrawn and row.linked) and row.account == collecting_account(till)


def _came_back(till: Till, row: StatementRow) -> bool:
    """Whether the row returns what was paid to somebody, and says under which receipt."""
    paying = (collecting_account(till), MpesaAccount.WORKING)
    return bool(row.paid_in and row.linked) and row.account in paying


def _reversal_of(till: Till, row: StatementRow) -> ReversalReport:
    facts = ReversalFacts(row.linked, row.withdrawn, row.completed_at, row.reversal_number)
    return ReversalReport(till, facts, Channel.STATEMENT, source=f"statement row {row.pk}")


def _book_reversals(reports: Sequence[ReversalReport]) -> int:
    """How many of them took something back that was not before.

    Parts of one receipt that went back one after the other are entries of their own, as they are rows.
    """
    waves: list[list[ReversalReport]] = []
    for report in reports:
        wave = next((wave for wave in waves if all(report.key != each.key for each in wave)), None)
        if wave is None:
            waves.append(wave := [])
        wave.append(report)
    return sum(map(_book_wave, waves))


def _book_wave(reports: Sequence[ReversalReport]) -> int:
    known = Reversal.objects.filter(
        till__in={report.till.pk for report in reports},
        number__in=[report.facts.number for report in reports],
    )
    before = {
        (till, number): cents for till, number, cents in known.values_list("till", "number", "taken_back")
    }
    after = zip(reports, record_reversals(reports), strict=True)
    return sum(row.taken_back > before.get(report.key, 0) for report, row in after)


def _other_side(till: Till, row: StatementRow, told: str) -> str:
    """The account of the books that a sweep comes from or goes to, by its words; where those name none, what
    a recorded move says (`told`). Empty where neither does.

    Both sides are booked at once, from whichever statement comes first: the other one has the same entry.
    """
    named = [_ACCOUNTS[label] for label in accounts_of_sweep(row.details) if label in _ACCOUNTS]
    others = [account for account in named if account != row.account]
    if not others and told:
        return told
    if not named and row.account != MpesaAccount.SETTLEMENT:
        others = [MpesaAccount.SETTLEMENT]
    return account_code(till, others[0]) if len(others) == 1 else ""


def _move(till: Till, row: StatementRow, kind: str, other: str) -> EntryDraft:
    own = account_code(till, MpesaAccount(row.account))
    legs = [debit(other, row.withdrawn), credit(own, row.withdrawn)]
    if row.paid_in:
        legs = [debit(own, row.paid_in), credit(other, row.paid_in)]
    return EntryDraft(
        business_id=till.business_id,
        kind=kind,
        reference=receipt_reference(till, row.receipt, _LEGS[Kind(row.kind)]),
        legs=legs,
        occurred_at=row.completed_at,
        description=f"{row.kind.capitalize()} of {row.receipt}",
    )


def give_back_known_again(till: Till) -> int:
    """Receipts that were taken back when their file was withdrawn, and stand on a verified row again: they
    are held as before. Returns how many. Idempotent; in the caller's transaction."""
    known = Receipt.objects.filter(Exists(standing_payments(till)), till=till, reversal__held__gt=0)
    return retract_of_withdrawn(known, why="its row was brought again")


def note_statement_evidence(till: Till, rows: QuerySet[StatementRow], matched: Collection[str]) -> int:
    """Add the statement as evidence to the receipts that another channel had brought, and that are both
    among verified rows and `matched`; returns how many."""
    rows = rows.filter(kind__in=PAYMENTS, moves=True, paid_in__gt=0, account=collecting_account(till))
    rows = rows.order_by("pk")
    there = Receipt.objects.filter(till=till.pk, number__in=rows.order_by().values("receipt"))
    lacking = there.exclude(evidence__channel=Channel.STATEMENT).values_list("number", flat=True)
    numbers = sorted(set(matched).intersection(lacking))
    for start in range(0, len(numbers), BATCH):
        some = rows.filter(receipt__in=numbers[start : start + BATCH])
        with transaction.atomic():
            record_receipts([_payment_of(till, row) for row in some])
    return len(numbers)


def note_reversal_evidence(till: Till, account: str, row_keys: Collection[str]) -> int:
    """Add the statement as evidence to reversals that another channel had told; returns how many."""
    rows = AccountBook(till.pk, account).rows().filter(row_key__in=row_keys, kind=Kind.REVERSAL)
    told = Reversal.objects.filter(till=till.pk, number__in=rows.values("linked"))
    noted = standing_evidence().filter(reversal=OuterRef("pk"), channel=Channel.STATEMENT)
    known = set(told.filter(~Exists(noted)).values_list("number", flat=True))
    reports = [_reversal_of(till, row) for row in rows.order_by("pk") if row.linked in known]
    with transaction.atomic():
        record_reversals(reports)
    return len(reports)
