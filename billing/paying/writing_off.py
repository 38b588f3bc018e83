"""Writing off: a debt that will not be paid, given up by two people. Dr 5200 Bad debts / Cr 1200."""

from __future__ import annotations

from billing.customers.news import balance_news
from billing.invoicing.allocating import Share, allocate, open_invoices
from billing.invoicing.payment_entries import post_payment
from billing.models import Invoice, Payment, PaymentKind
from core import days
from core.errors import InvalidState
from core.money import display
from core.rows.events import record_events
from core.rows.locks import lock_row
from core.text import required_comment
from ledger.chart.standard import BAD_DEBTS
from ledger.journal.posting import debit
from ledger.models import EntryKind
from users.access import Right, require_right
from users.approvals.approving import request_approval
from users.approvals.kinds import Content, Payload
from users.models import Approval, Business, User

KIND = "invoice.write_off"


def write_off_invoice(*, invoice: Invoice, key: str, comment: str, actor: User) -> Approval:
    """Ask that what is due of a bill is given up. Nothing moves before somebody else approves, above the solo
    limit of the business.

    Needs the right billing.write. Idempotent by (business, key). Locks the invoice. Raises InvalidInput
    COMMENT_MISSING, InvalidState NOTHING_OPEN, and what request_approval raises.
    """
    require_right(actor, invoice.business, Right.BILLING_WRITE)
    said = required_comment(comment)
    return request_approval(
        kind=KIND,
        business=invoice.business,
        payload={"invoice": invoice.pk},
        maker=actor,
        key=key,
        comment=said,
    )


def describe_write_off(business: Business, payload: Payload) -> Content:
    """What will be given up. Locks the invoice. Raises InvalidState NOTHING_OPEN."""
    invoice = _looked_at(business, payload)
    facts = {
        "invoice": invoice.number,
        "serial_number": invoice.serial_number,
        "customer": invoice.customer.account_number,
        "due_on": invoice.due_on.isoformat() if invoice.due_on else "",
        "total": display(invoice.total),
        "amount": display(invoice.due),
    }
    return Content(facts=facts, amount=invoice.due, subject=f"invoice:{invoice.pk}")


def execute_write_off(approval: Approval) -> Payment:
    """Settle what is due of the bill, today. Idempotent by invoice: of a paid one nothing is due any more.
    Raises as describe_write_off does."""
    invoice = _looked_at(approval.business, approval.payload)
    payment = Payment.objects.create(
        business=approval.business,
        customer=invoice.customer,
        kind=PaymentKind.WRITE_OFF,
        amount=invoice.due,
        allocated=invoice.due,
        account_code=BAD_DEBTS,
        received_on=days.today(),
        note="Written off",
        created_by_id=approval.maker_id,
    )
    allocate([Share(invoice, payment.amount, payment)], are_counted=True)
    post_payment(payment, [debit(BAD_DEBTS, payment.amount)], EntryKind.WRITE_OFF, actor=approval.maker)
    record_events(balance_news([(approval.business_id, invoice.customer_id)]))
    return payment


def _looked_at(business: Business, payload: Payload) -> Invoice:
    mine = open_invoices().filter(pk=payload["invoice"], business=business)
    invoice = lock_row(mine.select_related("customer"))
    if invoice is None:
        raise InvalidState("NOTHING_OPEN", "invoice", "Nothing is due of this bill.")
    return invoice
