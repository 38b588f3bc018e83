"""How a paper asks to be paid by M-Pesa: the business's PayBill or till, and a code to scan."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Case, Value, When

from billing.models import Invoice, PaymentCode
from billing.papers.paper import Box, Code
from billing.papers.shown import whole
from billing.papers.words import Words
from core import days
from core.errors import InvalidState
from core.money import Cents, Rounding, round_to_shilling
from core.rows.locks import lock_row
from mpesa.models import Till, TillKind
from mpesa.tills.qr import till_qr
from users.actors import Actor
from users.models import Business


def till_to_pay(business: Business) -> Till | None:
    """Where bills are paid: the oldest active PayBill, since it knows accounts; else the oldest till."""
    paybill_first = Case(When(kind=TillKind.PAYBILL, then=Value(0)), default=Value(1))
    active = Till.objects.filter(business=business, deactivated_at=None)
    return active.order_by(paybill_first, "pk").first()


def amount_to_ask(invoice: Invoice) -> Cents:
    """What is due, in whole shillings as the business rounds; in cents."""
    return round_to_shilling(invoice.due, Rounding(invoice.business.rounding))[0] if invoice.due > 0 else 0


def ask_for_code(*, invoice: Invoice, actor: Actor) -> PaymentCode:
    """Have Safaricom draw the QR code of what is due of an invoice, which the M-Pesa app reads, and keep it.

    Needs the right payment.request. Asked again only when the amount or the till is another one. One HTTP
    call outside any transaction; then locks the invoice. Raises InvalidState NOTHING_DUE / NO_TILL, and what
    till_qr raises.
    """
    amount = amount_to_ask(invoice)
    if not amount:
        raise InvalidState("NOTHING_DUE", "invoice", "Nothing is due of this invoice.")
    till = till_to_pay(invoice.business)
    if till is None:
        raise InvalidState("NO_TILL", "", "The business has no active till.")
    known = _code_of(invoice, till, amount)
    if known is not None:
        return known
    drawn = till_qr(till=till, amount=invoice.due, account_reference=invoice.number, actor=actor)
    with transaction.atomic():
        lock_row(Invoice.objects.filter(pk=invoice.pk))
        row = PaymentCode.objects.filter(invoice=invoice).first() or PaymentCode(invoice=invoice)
        row.shortcode, row.amount, row.png, row.asked_at = till.shortcode, drawn.amount, drawn.png, days.now()
        row.save(update_fields=["shortcode", "amount", "png", "asked_at"] if row.pk else None)
    return row


def _code_of(invoice: Invoice, till: Till, amount: Cents) -> PaymentCode | None:
    """The code that was drawn, while it asks for what is due now."""
    return PaymentCode.objects.filter(invoice=invoice, shortcode=till.shortcode, amount=amount).first()


def pay_box(invoice: Invoice, say: Words) -> Box | None:
    """How to pay what is due; None where nothing is, or the business has no till.

    With the code that Safaricom drew for it, else with the same as text: only Safaricom makes codes that the
    M-Pesa app reads.
    """
    amount, till = amount_to_ask(invoice), till_to_pay(invoice.business)
    if not amount or till is None:
        return None
    drawn = _code_of(invoice, till, amount)
    if till.kind == TillKind.PAYBILL:
        rows = [(say("paybill"), till.shortcode), (say("account_number"), invoice.number)]
        text = say("qr_paybill", shortcode=till.shortcode, reference=invoice.number, amount=whole(amount))
        says = say("pay_says")
    else:
        rows, says = [(say("till"), till.shortcode)], say("till_says")
        text = say("qr_till", shortcode=till.shortcode, amount=whole(amount))
    return Box(
        say("pay"),
        (*rows, (say("to_pay"), whole(amount))),
        Code(png=bytes(drawn.png)) if drawn else Code(text),
        say("scan" if drawn else "not_for_app"),
        says,
    )
