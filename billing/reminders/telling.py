"""Telling customers of bills that were issued and payments that came in, once each, after the fact.

The drain looks for rows that nobody was told of; it is woken by the minute's sweep. So nothing that moves
money waits for a message, or fails with one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar

from django.db import transaction
from django.db.models import Exists, OuterRef

from billing.customers.credit import credit_of_customers
from billing.customers.owing import due_of_customers
from billing.models import (
    CustomerNotice,
    Invoice,
    InvoiceKind,
    InvoiceState,
    NoticeKind,
    NoticeState,
    Payment,
    PaymentKind,
    ReminderSettings,
)
from billing.reminders.settings import is_quiet
from billing.reminders.writing import Readers, Unreachable
from core import days
from core.machine.turns import alone
from core.money import display
from core.rows.locks import AdvisoryLock
from core.rows.states import take_step
from messaging.models import Message

QUEUE: Final = "billing.tell"
BATCH: Final = 200
#: What is older is no news: it is not told after a downtime.
NEWS_FOR: Final = timedelta(days=1)
#: What is money that somebody has given; papers are told by themselves.
MONEY: Final = (PaymentKind.MPESA, PaymentKind.CASH, PaymentKind.CHEQUE, PaymentKind.BANK)
_telling = AdvisoryLock("billing.telling")
Row = TypeVar("Row", Invoice, Payment)


def tell_customers() -> int:
    """Drain of billing.tell: one batch of each business; returns how many notices it wrote. One at a time for
    each business; idempotent by invoice and by payment."""
    told = 0
    for settings in ReminderSettings.objects.select_related("business", "till").order_by("pk"):
        for since, tell in (
            (settings.tells_issued_since, _tell_issued),
            (settings.tells_paid_since, _tell_paid),
        ):
            if since is not None:
                work = partial(_in_turn, tell, settings, max(since, days.now() - NEWS_FOR))
                told += alone(work, what=QUEUE, business_id=settings.business_id) or 0
    return told


@transaction.atomic
def _in_turn(
    tell: Callable[[ReminderSettings, datetime], int], settings: ReminderSettings, since: datetime
) -> int:
    return tell(settings, since) if _telling.try_take(settings.business_id) else 0


def _tell_issued(settings: ReminderSettings, since: datetime) -> int:
    """Bills wait for the end of the quiet hours."""
    if is_quiet(settings, days.now()):
        return 0
    told = CustomerNotice.objects.filter(invoice=OuterRef("pk"), kind=NoticeKind.ISSUED)
    fresh = Invoice.objects.filter(
        ~Exists(told),
        business=settings.business_id,
        kind=InvoiceKind.INVOICE,
        issued_at__gte=since,
        customer__is_walk_in=False,
    ).exclude(state=InvoiceState.VOID)
    invoices = list(fresh.order_by("issued_at", "pk")[:BATCH])
    readers = Readers(settings.business, settings, {each.customer_id for each in invoices})

    def write(invoice: Invoice) -> Message:
        values = {
            "number": invoice.number,
            "total": display(invoice.total),
            "due_on": f"{invoice.due_on:%d.%m.%Y}" if invoice.due_on else "-",
            "how": readers.how_to_pay(invoice.customer_id, invoice.number),
        }
        action = readers.action_of(invoice.customer_id)
        key = f"invoice:{invoice.pk}:issued"
        return readers.write(invoice.customer_id, "invoice_issued", values, action=action, key=key)

    return _note(readers, invoices, write, NoticeKind.ISSUED)


def _tell_paid(settings: ReminderSettings, since: datetime) -> int:
    told = CustomerNotice.objects.filter(payment=OuterRef("pk"))
    fresh = Payment.objects.filter(
        ~Exists(told),
        business=settings.business_id,
        kind__in=MONEY,
        created_at__gte=since,
        taken_back=0,
        customer__is_walk_in=False,
    )
    payments = list(fresh.order_by("created_at", "pk")[:BATCH])
    customers = {each.customer_id for each in payments}
    readers = Readers(settings.business, settings, customers)
    due, credit = due_of_customers(customers), credit_of_customers(customers)

    def write(payment: Payment) -> Message:
        customer = payment.customer_id
        values = {
            "amount": display(payment.amount),
            "receipt": payment.receipt_number or payment.reference or payment.get_kind_display(),
            "balance": readers.balance(customer, due.get(customer, 0) - credit.get(customer, 0)),
        }
        action, key = readers.action_of(customer), f"payment:{payment.pk}:received"
        return readers.write(customer, "payment_received", values, action=action, key=key)

    return _note(readers, payments, write, NoticeKind.PAID)


def _note(readers: Readers, rows: Sequence[Row], write: Callable[[Row], Message], kind: NoticeKind) -> int:
    notices = []
    for row in rows:
        notice = CustomerNotice(
            business_id=row.business_id,
            customer_id=row.customer_id,
            kind=kind,
            action=readers.action_of(row.customer_id),
            state=NoticeState.WAITING,
            tried_at=days.now(),
            **{"invoice" if kind == NoticeKind.ISSUED else "payment": row},
        )
        try:
            notice.message = write(row)
            take_step(notice, NoticeState.SENT)
        except Unreachable as why:
            take_step(notice, NoticeState.SKIPPED)
            notice.code = why.code
        notices.append(notice)
    CustomerNotice.objects.bulk_create(notices)
    return len(notices)
