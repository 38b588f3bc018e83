"""Dunning: what the rules of a business do about its open invoices, each (rule, invoice) once.

A rule acts on the day that it names, or on the next one where that day's hours were quiet. What it could not
do is listed with the reason; what may still be possible waits, and is tried again until the day after. One
business is looked through by one worker at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from billing.models import (
    CustomerNotice,
    DunningAction,
    DunningRule,
    Invoice,
    InvoiceKind,
    InvoiceState,
    NoticeKind,
    NoticeState,
    ReminderSettings,
)
from billing.reminders.settings import QUEUE, is_quiet
from billing.reminders.writing import Readers, Unreachable
from core import days
from core.errors import TEMPORARY, DomainError
from core.machine.turns import alone
from core.money import display
from core.rows.locks import AdvisoryLock
from core.rows.states import take_step
from mpesa.collections.requests.requesting import request_payment
from mpesa.models import PaymentRequest
from mpesa.models.collections import OPEN
from users.actors import SYSTEM

BATCH: Final = 100
#: A rule still acts so many days after its own; then it is too late.
GRACE: Final = timedelta(days=1)
#: So far back it is listed that a rule came too late, after a downtime.
LISTED: Final = timedelta(days=14)
TRY_AGAIN_AFTER: Final = timedelta(minutes=15)
#: Refusals of a prompt that pass: it waits.
PASSING: Final = TEMPORARY | {
    "TOO_MANY_REQUESTS",
    "REQUESTS_PAUSED",
    "BOOKS_BROKEN",
    "DUPLICATE_REQUEST",
    "OVER_CUSTOMER_DAY",
}
_OWED: Final = (InvoiceState.UNPAID, InvoiceState.PARTIALLY_PAID)
_dunning = AdvisoryLock("billing.dunning")


def remind_customers() -> int:
    """Drain of billing.remind: one batch of each business that reminds; returns how many notices it wrote or
    settled."""
    done = 0
    reminding = ReminderSettings.objects.exclude(reminds_since=None).select_related("business", "till")
    for settings in reminding.order_by("pk"):
        done += alone(partial(_remind, settings), what=QUEUE, business_id=settings.business_id) or 0
    return done


@transaction.atomic
def _remind(settings: ReminderSettings) -> int:
    if is_quiet(settings, days.now()) or not _dunning.try_take(settings.business_id):
        return 0
    left, done = BATCH, 0
    for notice in _waiting(settings, left):
        _try_again(settings, notice)
        done += 1
    left -= done
    rules = list(DunningRule.objects.filter(business=settings.business_id, removed_at=None).order_by("-days"))
    for rule in rules:
        if left <= 0:
            break
        fresh = _due(settings, rule, left)
        _act(settings, rule, fresh)
        left -= len(fresh)
        done += len(fresh)
    return done


def _due(settings: ReminderSettings, rule: DunningRule, limit: int) -> list[Invoice]:
    """Open invoices about which the rule has to act and did not: since reminders were switched on and since
    the invoice was issued."""
    today = days.today()
    assert settings.reminds_since is not None
    first = max(days.accounting_day(settings.reminds_since), today - LISTED)
    after = timedelta(days=rule.days)
    done = CustomerNotice.objects.filter(rule=rule, invoice=OuterRef("pk"), kind=NoticeKind.DUNNING)
    rows = Invoice.objects.filter(
        ~Exists(done),
        business=settings.business_id,
        kind=InvoiceKind.INVOICE,
        state__in=_OWED,
        due_on__range=(first - after, today - after),
    ).filter(due_on__gte=F("issued_on") - after)
    return list(rows.order_by("due_on", "pk")[:limit])


def _act(settings: ReminderSettings, rule: DunningRule, invoices: Sequence[Invoice]) -> None:
    readers = Readers(settings.business, settings, {each.customer_id for each in invoices})
    later = _later_notices(settings, rule, invoices)
    for invoice in invoices:
        notice = CustomerNotice(
            business=settings.business,
            customer_id=invoice.customer_id,
            kind=NoticeKind.DUNNING,
            invoice=invoice,
            rule=rule,
            action=rule.action,
            state=NoticeState.WAITING,
            tried_at=days.now(),
        )
        if _day_of(notice) < days.today() - GRACE:
            _skip(notice, "TOO_LATE")
        elif invoice.pk in later:
            _skip(notice, "LATER_RULE")
        else:
            _do(readers, notice)
        notice.save()


def _later_notices(settings: ReminderSettings, rule: DunningRule, invoices: Sequence[Invoice]) -> set[int]:
    """Invoices about which a rule of a later day and the same action has acted already."""
    notices = CustomerNotice.objects.filter(
        invoice__in=invoices,
        kind=NoticeKind.DUNNING,
        rule__days__gt=rule.days,
        action=rule.action,
        business=settings.business_id,
    ).exclude(code="TOO_LATE")
    return set(notices.values_list("invoice", flat=True))


def _waiting(settings: ReminderSettings, limit: int) -> list[CustomerNotice]:
    rows = CustomerNotice.objects.filter(
        business=settings.business_id,
        state=NoticeState.WAITING,
        tried_at__lte=days.now() - TRY_AGAIN_AFTER,
    )
    return list(rows.select_related("invoice", "rule").order_by("tried_at", "pk")[:limit])


def _try_again(settings: ReminderSettings, notice: CustomerNotice) -> None:
    assert notice.invoice is not None
    if notice.invoice.state not in _OWED:
        _skip(notice, "PAID_MEANWHILE")
    elif notice.rule is None or notice.rule.removed_at is not None:
        _skip(notice, "RULE_REMOVED")
    elif _day_of(notice) < days.today() - GRACE:
        _skip(notice, notice.code)
    else:
        _do(Readers(settings.business, settings, {notice.customer_id}), notice)
    notice.tried_at = days.now()
    notice.save(update_fields=["state", "code", "message", "request", "tried_at"])


def _do(readers: Readers, notice: CustomerNotice) -> None:
    """Write or ask; the notice, not saved, says what became of it."""
    try:
        if notice.action == DunningAction.STK:
            _ask(readers, notice)
        else:
            _write(readers, notice)
    except Unreachable as why:
        _skip(notice, why.code)
    else:
        if notice.message is not None or notice.request is not None:
            take_step(notice, NoticeState.SENT)
            notice.code = ""


def _write(readers: Readers, notice: CustomerNotice) -> None:
    invoice, rule = notice.invoice, notice.rule
    assert invoice is not None and rule is not None
    values = {
        "number": invoice.number,
        "due": display(invoice.due),
        "due_on": f"{invoice.due_on:%d.%m.%Y}",
        "how": readers.how_to_pay(invoice.customer_id, invoice.number),
    }
    template = "invoice_overdue" if invoice.due_on and invoice.due_on < days.today() else "invoice_due"
    key = f"dunning:{rule.pk}:{invoice.pk}"
    notice.message = readers.write(invoice.customer_id, template, values, action=notice.action, key=key)


def _ask(readers: Readers, notice: CustomerNotice) -> None:
    """A prompt on the customer's phone; never a second one while one for the invoice is open."""
    invoice, rule = notice.invoice, notice.rule
    assert invoice is not None and rule is not None
    phone = readers.phone_of(invoice.customer_id)
    if readers.till is None:
        raise Unreachable("NO_TILL")
    asked = PaymentRequest.objects.filter(
        business=invoice.business_id, account_reference__iexact=invoice.number, state__in=OPEN
    )
    if asked.exists():
        notice.code = "REQUEST_OPEN"
        return
    try:
        with transaction.atomic():
            notice.request = request_payment(
                till=readers.till,
                phone=phone,
                amount=invoice.due,
                account_reference=invoice.number,
                key=f"dunning:{rule.pk}:{invoice.pk}",
                description=invoice.number,
                actor=SYSTEM,
            )
    except DomainError as problem:
        if problem.code not in PASSING:
            raise Unreachable(problem.code) from None
        notice.code = problem.code


def _skip(notice: CustomerNotice, code: str) -> None:
    take_step(notice, NoticeState.SKIPPED)
    notice.code = code


def _day_of(notice: CustomerNotice) -> date:
    """The day on which its rule acts."""
    assert notice.invoice is not None and notice.invoice.due_on is not None and notice.rule is not None
    return notice.invoice.due_on + timedelta(days=notice.rule.days)
