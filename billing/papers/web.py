"""Papers out, through the signed addresses of users/files.py. Each download is audited."""

from __future__ import annotations

from datetime import date
from typing import Final

from billing.models import CreditNote, Customer, Invoice, Payment
from billing.papers.invoices import credit_note_pdf, invoice_pdf
from billing.papers.receipts import receipt_pdf
from billing.papers.statements import statement_pdf
from billing.selectors import RIGHT
from users.access import require_right
from users.audit import record_audit
from users.files import Given
from users.models import Business, User

PDF: Final = "application/pdf"


def give_invoice(user: User, invoice_id: int) -> Given:
    """The paper of an invoice as it stands now. Raises NotFound, NotAllowed."""
    known = Invoice.objects.select_related("business", "customer__data_key")
    invoice = known.get(pk=invoice_id)
    _note(user, invoice.business, "invoice.paper", invoice)
    return Given(f"invoice-{invoice.serial_number or invoice.number}.pdf", invoice_pdf(invoice), PDF)


def give_credit_note(user: User, note_id: int) -> Given:
    """The paper of a credit note. Raises NotFound, NotAllowed."""
    known = CreditNote.objects.select_related("business", "invoice__customer__data_key")
    note = known.get(pk=note_id)
    _note(user, note.business, "invoice.paper", note.invoice)
    return Given(f"credit-note-{note.serial_number}.pdf", credit_note_pdf(note), PDF)


def give_receipt(user: User, payment_id: int) -> Given:
    """The receipt of a payment. Raises NotFound, NotAllowed."""
    payment = Payment.objects.select_related("business", "customer__data_key").get(pk=payment_id)
    _note(user, payment.business, "customer.paper", payment.customer)
    number = "".join(each for each in payment.receipt_number or payment.reference if each.isalnum())
    return Given(f"receipt-{number or payment.received_on}.pdf", receipt_pdf(payment), PDF)


def give_statement(user: User, customer_id: int, name: str) -> Given:
    """The statement of a customer over days. Raises NotFound, NotAllowed, InvalidInput STATEMENT_TOO_LONG."""
    first, last = map(date.fromisoformat, name.split("/"))
    customer = Customer.objects.select_related("business", "data_key").get(pk=customer_id)
    _note(user, customer.business, "customer.paper", customer)
    paper = statement_pdf(customer, first, last)
    return Given(f"statement-{customer.account_number}-{last}.pdf", paper, PDF)


def _note(user: User, business: Business, action: str, subject: Invoice | Customer) -> None:
    require_right(user, business, RIGHT)
    record_audit(actor=user, business=business, action=action, subject=subject)
