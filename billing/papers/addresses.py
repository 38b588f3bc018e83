"""Where a person may get a paper. Apart from web.py, so that only the process that gives them draws."""

from __future__ import annotations

from datetime import date
from typing import Final

from billing.models import CreditNote, Customer, Invoice, Payment
from core import days
from core.errors import InvalidInput
from users.files import file_address
from users.models import User

INVOICE: Final = "invoice"
CREDIT_NOTE: Final = "credit_note"
RECEIPT: Final = "customer_receipt"
STATEMENT: Final = "customer_statement"


def invoice_path(*, invoice: Invoice, user: User) -> str:
    """Where this person may GET the paper within ten minutes. The caller has checked the right."""
    return file_address(INVOICE, user=user, pk=invoice.pk)


def credit_note_path(*, note: CreditNote, user: User) -> str:
    """As invoice_path."""
    return file_address(CREDIT_NOTE, user=user, pk=note.pk)


def receipt_path(*, payment: Payment, user: User) -> str:
    """As invoice_path."""
    return file_address(RECEIPT, user=user, pk=payment.pk)


def statement_path(*, customer: Customer, first: date, last: date, user: User) -> str:
    """As invoice_path, of accounting days, both included. Raises InvalidInput BAD_DAY / BAD_PERIOD."""
    days.checked_day(first, field="from")
    days.checked_day(last, field="to")
    if first > last:
        raise InvalidInput("BAD_PERIOD", "to", "The last day is on or after the first one.")
    return file_address(STATEMENT, user=user, pk=customer.pk, name=f"{first}/{last}")
