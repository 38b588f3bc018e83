"""Booking what only the statement knows, through the same code path as a callback.

Only rows of the verified statement (reconciliation/verified) come here. What is not understood (UNKNOWN), or
belongs to payouts (a reversal of one as well), stays a listed exception.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Sum

from core.errors import Conflict
from core.machine.killpoints import reach
from core.money import display
from core.rows.locks import lock_row
from ledger.chart.standard import MPESA_CHARGES, OPENING_BALANCES
from ledger.journal.posting import credit, debit, post_entry, reverse_entry
from ledger.models import Entry, EntryKind
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.collections.receipts import ReceiptFacts, receipt_reference, record_receipt
from mpesa.collections.requests.settling import settle_without_callback
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.models import Channel, MpesaAccount, Receipt, Reversal, Till
from mpesa.tills.accounts import account_code, collecting_account
from reconciliation.models import StatementRow
from reconciliation.runs.inputs import before_the_book, lines_of
from reconciliation.statement_files.accounts import accounts_of_sweep
from reconciliation.statement_files.kinds import Kind
from reconciliation.verified.coverage import AccountBook

_ACCOUNTS = {str(account.label): account for account in MpesaAccount}

logger = logging.getLogger(__name__)


def book_opening(till: Till, account: str) -> bool:
    """Post an account's opening balance: Dr 1010 / Cr 3900, when its verified statement begins. Whether it
    posted.

    It is the first verified balance, less what the books have from before. When an earlier file comes, or
    the books learn of something older, the opening is reversed and posted anew: what comes first gives the
    same books. Idempotent by its place and amount.
    """
    book = AccountBook(till.pk, account)
    anchor = book.anchor()
    if anchor is None:
        return False
    sums = before_the_book(lines_of(book, till), anchor.from_at).aggregate(
        debits=Sum("debit"), credits=Sum("credit")
    )
    opening = anchor.opening - int(sums["debits"] or 0) + int(sums["credits"] or 0)
    code = account_code(till, MpesaAccount(account))
    base = receipt_reference(till, account, "opening")
    posted = Entry.objects.filter(
        business=till.business_id, kind=EntryKind.OPENING, reference__startswith=base
    ).order_by("pk")
    standing = posted.filter(reversed_by=None).last()
    if standing is not None:
        line = standing.lines.get(account__code=code)
        if (standing.occurred_at, line.debit - line.credit) == (anchor.from_at, opening):
            return False
        reverse_entry(
            entry=standing,
            reason="The statement begins elsewhere now",
            occurred_at=max(standing.occurred_at, anchor.from_at),
        )
    if opening:
        inward = [debit(code, opening), credit(OPENING_BALANCES, opening)]
        outward = [credit(code, -opening), debit(OPENING_BALANCES, -opening)]
        count = posted.count()
        post_entry(
            business_id=till.business_id,
            kind=EntryKind.OPENING,
            reference=f"{base}_{count + 1}" if count else base,
            legs=inward if opening > 0 else outward,
            occurred_at=anchor.from_at,
            description="Opening balance of the first statement",
        )
    return bool(opening) or standing is not None


def book_rows(till: Till, rows: Iterable[StatementRow]) -> int:
    """Book rows that the ledger lacks; returns how many. Each in a transaction of its own, safe to repeat.

    Locks the row: one that was struck since it was looked at is not booked; who strikes it finds what was.
    """
    booked = 0
    for row in rows:
        with transaction.atomic():
            if lock_row(StatementRow.objects.filter(pk=row.pk, struck_at=None)) is None:
                continue
            booked += _book_row(till, row)
            reach("booking.before_commit")
        reach("booking.after_commit")
    return booked


def _book_row(till: Till, row: StatementRow) -> int:
    if row.kind in (Kind.CUSTOMER_PAYMENT, Kind.BUSINESS_RECEIPT):
        return _book_payment(till, row)
    if row.kind == Kind.CHARGE:
        return _book_move(till, row, "charge", EntryKind.CHARGE, MPESA_CHARGES)
    if row.kind == Kind.REVERSAL and _is_taken_back(till, row):
        return _book_reversal(till, row)
    if row.kind == Kind.SWEEP:
        return _book_sweep(till, row)
    return 0


def _book_payment(till: Till, row: StatementRow) -> int:
    receipt, created = record_receipt(
        till=till,
        facts=ReceiptFacts(row.receipt, row.paid_in, row.completed_at, row.account_no, row.payer_masked),
        channel=Channel.STATEMENT,
        source=f"statement row {row.pk}",
    )
    if created:
        settle_without_callback(receipt, phone=row.payer_masked)
    return int(created)


def _is_taken_back(till: Till, row: StatementRow) -> bool:
    """Whether the row takes back what a customer paid, and says which receipt that is."""
    return bool(row.withdrawn and row.linked) and row.account == collecting_account(till)


def _reversal_of(till: Till, row: StatementRow) -> ReversalReport:
    own = row.receipt if row.receipt != row.linked else ""
    facts = ReversalFacts(row.linked, row.withdrawn, row.completed_at, own)
    return ReversalReport(till, facts, Channel.STATEMENT, source=f"statement row {row.pk}")


def _book_reversal(till: Till, row: StatementRow) -> int:
    known = Reversal.objects.filter(till=till.pk, number=row.linked)
    before = known.values_list("taken_back", flat=True).first() or 0
    return int(record_reversals([_reversal_of(till, row)])[0].taken_back > before)


def _book_sweep(till: Till, row: StatementRow) -> int:
    """Both sides at once, from whichever statement comes first: the other one has the same entry."""
    named = [_ACCOUNTS[label] for label in accounts_of_sweep(row.details) if label in _ACCOUNTS]
    others = [account for account in named if account != row.account]
    if not named and row.account != MpesaAccount.SETTLEMENT:
        others = [MpesaAccount.SETTLEMENT]
    if len(others) != 1:
        return 0
    return _book_move(till, row, "sweep", EntryKind.SWEEP, account_code(till, others[0]))


def _book_move(till: Till, row: StatementRow, leg: str, kind: str, other: str) -> int:
    own = account_code(till, MpesaAccount(row.account))
    outward, inward = [debit(other, row.withdrawn), credit(own, row.withdrawn)], []
    if row.paid_in:
        outward, inward = [], [debit(own, row.paid_in), credit(other, row.paid_in)]
    try:
        post_entry(
            business_id=till.business_id,
            kind=kind,
            reference=receipt_reference(till, row.receipt, leg),
            legs=outward or inward,
            occurred_at=row.completed_at,
            description=f"{row.kind.capitalize()} of {row.receipt}",
        )
    except Conflict:
        note_discrepancy(
            till=till,
            code="ROW_DIFFERS",
            subject=f"receipt {row.receipt} {leg} {display(row.paid_in - row.withdrawn)}",
            detail="The statement has a second, different row of this kind under this receipt.",
        )
        return 0
    return 1


def note_statement_evidence(till: Till, account: str, receipts: Iterable[str]) -> int:
    """Add the statement as evidence to receipts that another channel had brought; returns how many."""
    added = 0
    rows = (
        AccountBook(till.pk, account)
        .rows()
        .filter(
            receipt__in=list(receipts),
            kind__in=(Kind.CUSTOMER_PAYMENT, Kind.BUSINESS_RECEIPT),
            moves=True,
        )
    )
    known = set(
        Receipt.objects.filter(till=till.pk, number__in=rows.values("receipt"))
        .exclude(evidence__channel=Channel.STATEMENT)
        .values_list("number", flat=True)
    )
    for row in rows.order_by("pk"):
        if row.receipt in known:
            with transaction.atomic():
                _book_payment(till, row)
            added += 1
    return added


def note_reversal_evidence(till: Till, account: str, row_keys: Collection[str]) -> int:
    """Add the statement as evidence to reversals that another channel had told; returns how many."""
    rows = AccountBook(till.pk, account).rows().filter(row_key__in=row_keys, kind=Kind.REVERSAL)
    told = Reversal.objects.filter(till=till.pk, number__in=rows.values("linked"))
    known = set(told.exclude(evidence__channel=Channel.STATEMENT).values_list("number", flat=True))
    reports = [_reversal_of(till, row) for row in rows.order_by("pk") if row.linked in known]
    with transaction.atomic():
        record_reversals(reports)
    return len(reports)
