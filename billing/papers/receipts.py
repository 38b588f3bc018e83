"""The paper that says that a payment was received, and what it paid."""

from __future__ import annotations

from billing.models import Payment
from billing.papers.paper import Column, Paper, Total
from billing.papers.sheet import draw
from billing.papers.shown import bill_said, buyer_of, figure, seller_of, shown_day
from billing.papers.words import Words
from core.money import display
from users.languages import language_for


def receipt_pdf(payment: Payment) -> bytes:
    """The receipt of a payment on A4, in the language of the business."""
    return draw(receipt_paper(payment))


def receipt_paper(payment: Payment) -> Paper:
    """What stands on a receipt: the amount, the bills that it pays now, and what is kept as credit."""
    say = Words(language_for(business=payment.business))
    counted = payment.allocations.filter(takes_back=None, taken_back_by=None).select_related("invoice")
    rows = [
        (
            bill_said(each.invoice, say),
            shown_day(each.invoice.issued_on),
            figure(each.cents),
        )
        for each in counted.order_by("pk")
    ]
    left = payment.amount - payment.allocated - payment.taken_back
    if left:
        rows.append((say("kept_as_credit"), "", figure(left)))
    return Paper(
        title=say("RECEIPT"),
        number=payment.receipt_number or payment.reference,
        seller=seller_of(payment.business, say),
        buyer_is=say("received_from"),
        buyer=buyer_of(payment.customer, say),
        facts=((say("received_on"), shown_day(payment.received_on)), (say("way"), say(payment.kind))),
        columns=(
            Column(say("description"), figures=False),
            Column(say("issued"), 0.2),
            Column(say("amount"), 0.2),
        ),
        rows=tuple(rows),
        totals=(Total(say("total"), display(payment.amount), strong=True),),
        notes=(payment.note,) if payment.note else (),
        watermark=say("VOID") if payment.taken_back else "",
        page_of=say.page_of(),
    )
