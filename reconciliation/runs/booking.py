"""Booking what only the statement knows, through the same code path as a callback.

Only from a statement whose balance chain holds: Safaricom's own arithmetic then vouches for each row. What
is not understood (UNKNOWN), or belongs to payouts (a reversal of one as well), stays a listed exception.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable

from django.db import transaction

from core.errors import Conflict
from core.machine.killpoints import reach
from core.money import display
from ledger.chart.standard import MPESA_CHARGES, OPENING_BALANCES
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import EntryKind, Line
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.collections.receipts import ReceiptFacts, receipt_reference, record_receipt
from mpesa.collections.requests.settling import settle_without_callback
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.models import Channel, MpesaAccount, Receipt, Reversal
from mpesa.tills.accounts import account_code, collecting_account
from reconciliation.models import Statement, StatementRow
from reconciliation.statement_files.kinds import Kind

logger = logging.getLogger(__name__)


def book_opening(statement: Statement) -> bool:
    """Post an account's opening balance from its first statement: Dr 1010 / Cr 3900. Whether it posted.

    Only while the ledger has nothing on the account before the statement's period.
    """
    opening, till = statement.opening or 0, statement.till
    code = account_code(till, MpesaAccount(statement.account))
    lines = Line.objects.filter(account__business_id=statement.business_id, account__code=code)
    if opening == 0 or statement.period_from is None:
        return False
    if lines.filter(entry__occurred_at__lt=statement.period_from).exists():
        return False
    if lines.filter(entry__kind=EntryKind.OPENING).exists():
        return False
    inward = [debit(code, opening), credit(OPENING_BALANCES, opening)]
    outward = [credit(code, -opening), debit(OPENING_BALANCES, -opening)]
    post_entry(
        business_id=statement.business_id,
        kind=EntryKind.OPENING,
        reference=receipt_reference(till, statement.account, "opening"),
        legs=inward if opening > 0 else outward,
        occurred_at=statement.period_from,
        description="Opening balance of the first statement",
    )
    return True


def book_rows(statement: Statement, rows: Iterable[StatementRow]) -> int:
    """Book rows that the ledger lacks; returns how many. Each in a transaction of its own, safe to repeat."""
    booked = 0
    for row in rows:
        with transaction.atomic():
            booked += _book_row(statement, row)
            reach("booking.before_commit")
        reach("booking.after_commit")
    return booked


def _book_row(statement: Statement, row: StatementRow) -> int:
    if row.kind in (Kind.CUSTOMER_PAYMENT, Kind.BUSINESS_RECEIPT):
        return _book_payment(statement, row)
    if row.kind == Kind.CHARGE:
        return _book_move(statement, row, "charge", EntryKind.CHARGE, MPESA_CHARGES)
    if row.kind == Kind.REVERSAL and _is_taken_back(statement, row):
        return _book_reversal(statement, row)
    if row.kind == Kind.SWEEP and row.account != MpesaAccount.SETTLEMENT:
        settlement = account_code(statement.till, MpesaAccount.SETTLEMENT)
        return _book_move(statement, row, "sweep", EntryKind.SWEEP, settlement)
    return 0


def _book_payment(statement: Statement, row: StatementRow) -> int:
    receipt, created = record_receipt(
        till=statement.till,
        facts=ReceiptFacts(row.receipt, row.paid_in, row.completed_at, row.account_no, row.payer_masked),
        channel=Channel.STATEMENT,
        source=f"statement row {row.pk}",
    )
    if created:
        settle_without_callback(receipt, phone=row.payer_masked)
    return int(created)


def _is_taken_back(statement: Statement, row: StatementRow) -> bool:
    """Whether the row takes back what a customer paid, and says which receipt that is."""
    return bool(row.withdrawn and row.linked) and row.account == collecting_account(statement.till)


def _reversal_of(statement: Statement, row: StatementRow) -> ReversalReport:
    own = row.receipt if row.receipt != row.linked else ""
    facts = ReversalFacts(row.linked, row.withdrawn, row.completed_at, own)
    return ReversalReport(statement.till, facts, Channel.STATEMENT, source=f"statement row {row.pk}")


def _book_reversal(statement: Statement, row: StatementRow) -> int:
    known = Reversal.objects.filter(till=statement.till_id, number=row.linked)
    before = known.values_list("taken_back", flat=True).first() or 0
    return int(record_reversals([_reversal_of(statement, row)])[0].taken_back > before)


def _book_move(statement: Statement, row: StatementRow, leg: str, kind: str, other: str) -> int:
    till = statement.till
    own = account_code(till, MpesaAccount(row.account))
    outward, inward = [debit(other, row.withdrawn), credit(own, row.withdrawn)], []
    if row.paid_in:
        outward, inward = [], [debit(own, row.paid_in), credit(other, row.paid_in)]
    try:
        post_entry(
            business_id=statement.business_id,
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


def note_statement_evidence(statement: Statement, receipts: Iterable[str]) -> int:
    """Add the statement as evidence to receipts that another channel had brought; returns how many."""
    added = 0
    rows = StatementRow.objects.filter(
        till=statement.till_id,
        account=statement.account,
        receipt__in=list(receipts),
        kind__in=(Kind.CUSTOMER_PAYMENT, Kind.BUSINESS_RECEIPT),
        moves=True,
    )
    known = set(
        Receipt.objects.filter(till=statement.till_id, number__in=rows.values("receipt"))
        .exclude(evidence__channel=Channel.STATEMENT)
        .values_list("number", flat=True)
    )
    for row in rows.order_by("pk"):
        if row.receipt in known:
            with transaction.atomic():
                _book_payment(statement, row)
            added += 1
    return added


def note_reversal_evidence(statement: Statement, row_keys: Collection[str]) -> int:
    """Add the statement as evidence to reversals that another channel had told; returns how many."""
    rows = StatementRow.objects.filter(
        till=statement.till_id, account=statement.account, row_key__in=row_keys, kind=Kind.REVERSAL
    )
    told = Reversal.objects.filter(till=statement.till_id, number__in=rows.values("linked"))
    known = set(told.exclude(evidence__channel=Channel.STATEMENT).values_list("number", flat=True))
    reports = [_reversal_of(statement, row) for row in rows.order_by("pk") if row.linked in known]
    with transaction.atomic():
        record_reversals(reports)
    return len(reports)
