"""Items that are movements which channels tell of as well: booked as those are, by the decision of people."""

from __future__ import annotations

from core.errors import Conflict
from ledger.models import Entry
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.collections.releasing import release_receipts
from mpesa.models import Channel, FactSource, PayoutAttempt
from mpesa.payouts.taking_back import TakenBack, take_payouts_back
from reconciliation.models import ReconciliationException, StatementRow
from reconciliation.verified.coverage import AccountBook
from users.models import Approval


def verified_row(exception: ReconciliationException) -> StatementRow | None:
    """The row that an item is of, if it stands still."""
    book = AccountBook(exception.till_id, exception.account)
    return book.rows().filter(row_key=exception.row_key).first()


def book_receipt(exception: ReconciliationException, reference: str, approval: Approval) -> Entry:
    """Book what the row says, and let it go: the approval decides what a file alone does not."""
    row = verified_row(exception)
    assert row is not None
    facts = ReceiptFacts(row.receipt, row.paid_in, row.completed_at, row.account_no, row.payer_masked)
    receipt, created = record_receipt(
        till=exception.till, facts=facts, channel=Channel.STATEMENT, source=f"statement row {row.pk}"
    )
    if not created:
        raise Conflict("REFERENCE_REUSED", "exception", f"The receipt {row.receipt} is booked already.")
    release_receipts(receipts=[receipt.pk], approval=approval)
    return Entry.objects.get(business_id=exception.business_id, reference=reference)


def take_payout_back(
    exception: ReconciliationException, attempt: PayoutAttempt, reference: str, approval: Approval
) -> Entry:
    """What the payout was paid from has it back. Raises Conflict REFERENCE_REUSED where Safaricom has told of
    it meanwhile."""
    told = TakenBack(
        till=exception.till,
        receipt=attempt.receipt,
        occurred_at=exception.occurred_at,
        source=FactSource.PEOPLE,
        amount=attempt.amount,
        own_number=exception.receipt,
        approval=approval,
    )
    if not take_payouts_back([told]):
        raise Conflict("REFERENCE_REUSED", "exception", f"{attempt.receipt} is taken back already.")
    return Entry.objects.get(business_id=exception.business_id, reference=reference)
