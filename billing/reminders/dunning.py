"""Dunning: what the rules of a business do about its open invoices, each (rule, invoice) once.

A rule acts on the day that it names, or on the next one where that day's hours were quiet. What it could not
do is listed with the reason; what may still be possible waits, and is tried again until the day after. Of one
business, one notice is written at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

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
from core.machine.turns import alone, worked
from core.money import display
from core.rows.locks import AdvisoryLock
from core.rows.states import take_step
from mpesa.collections.payers import payer_of_phone
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


@dataclass
class _Run:
    """One look through a business: its settings, and the payers whose phones it has asked."""

    settings: ReminderSettings
    asked: set[int] = field(default_factory=set)


def _remind(settings: ReminderSettings) -> int:
    """Each notice is a transaction of its own: none holds up who asks for money meanwhile, and one that fails
    puts back no other. Prompts come last."""
    if is_quiet(settings, days.now()):
        return 0
    run, done = _Run(settings), 0
    for notice in _waiting(settings, BATCH):
        again = partial(_in_turn, run, partial(_try_again, run, notice.pk))
        if not worked(again, what=QUEUE, business_id=settings.business_id, about=notice):
            CustomerNotice.objects.filter(pk=notice.pk).update(tried_at=days.now())
        done += 1
    rules = list(DunningRule.objects.filter(business=settings.business_id, removed_at=None).order_by("-days"))
    for rule in sorted(rules, key=lambda each: each.action == DunningAction.STK):
        left = BATCH - done
        if left <= 0:
            break
        done += _act(run, rule, _due(settings, rule, left))
    return done


@transaction.atomic
def _in_turn(run: _Run, work: Callable[[], object]) -> None:
    _dunning.take(run.settings.business_id)
    work()


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


def _act(run: _Run, rule: DunningRule, invoices: Sequence[Invoice]) -> int:
    """What the rule does about each; what fails waits and is tried again. Returns how many it wrote."""
    settings = run.settings
    readers = Readers(settings.business, settings, {each.customer_id for each in invoices})
    later = _later_notices(settings, rule, invoices)
    written = 0
    for invoice in invoices:
        first = partial(_in_turn, run, partial(_act_once, run, readers, rule, invoice, later))
        put_off = partial(_in_turn, run, partial(_put_off, rule, invoice))
        written += worked(first, what=QUEUE, business_id=settings.business_id, about=invoice) or worked(
            put_off, what=QUEUE, business_id=settings.business_id, about=invoice
        )
    return written


def _act_once(
    run: _Run, readers: Readers, rule: DunningRule, invoice: Invoice, later: Collection[int]
) -> None:
    """With the lock: nothing where another worker has acted, or the invoice is paid meanwhile."""
    if _has_acted(rule, invoice) or not Invoice.objects.filter(pk=invoice.pk, state__in=_OWED).exists():
        return
    notice = _new_notice(rule, invoice)
    if _day_of(notice) < days.today() - GRACE:
        _skip(notice, "TOO_LATE")
    elif invoice.pk in later:
        _skip(notice, "LATER_RULE")
    else:
        _do(run, readers, notice)
    notice.save()


def _put_off(rule: DunningRule, invoice: Invoice) -> None:
    if not _has_acted(rule, invoice):
        notice = _new_notice(rule, invoice)
        notice.code = "NOT_POSSIBLE"
        notice.save()


def _has_acted(rule: DunningRule, invoice: Invoice) -> bool:
    return CustomerNotice.objects.filter(rule=rule, invoice=invoice, kind=NoticeKind.DUNNING).exists()


def _new_notice(rule: DunningRule, invoice: Invoice) -> CustomerNotice:
    return CustomerNotice(
        business_id=invoice.business_id,
        customer_id=invoice.customer_id,
        kind=NoticeKind.DUNNING,
        invoice=invoice,
        rule=rule,
        action=rule.action,
        state=NoticeState.WAITING,
        tried_at=days.now(),
    )


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
    return list(_waiting_of(settings).order_by("tried_at", "pk")[:limit])


def _waiting_of(settings: ReminderSettings) -> QuerySet[CustomerNotice]:
    return CustomerNotice.objects.filter(
        business=settings.business_id,
        state=NoticeState.WAITING,
        tried_at__lte=days.now() - TRY_AGAIN_AFTER,
    )


def _try_again(run: _Run, waiting: int) -> None:
    """With the lock; nothing of what another worker has tried meanwhile."""
    rows = _waiting_of(run.settings).filter(pk=waiting)
    notice = rows.select_related("invoice", "rule").first()
    if notice is None:
        return
    assert notice.invoice is not None
    if notice.invoice.state not in _OWED:
        _skip(notice, "PAID_MEANWHILE")
    elif notice.rule is None or notice.rule.removed_at is not None:
        _skip(notice, "RULE_REMOVED")
    elif _day_of(notice) < days.today() - GRACE:
        _skip(notice, notice.code)
    else:
        _do(run, Readers(run.settings.business, run.settings, {notice.customer_id}), notice)
    notice.tried_at = days.now()
    notice.save(update_fields=["state", "code", "message", "request", "tried_at"])


def _do(run: _Run, readers: Readers, notice: CustomerNotice) -> None:
    """Write or ask; the notice, not saved, says what became of it."""
    try:
        if notice.action == DunningAction.STK:
            _ask(run, readers, notice)
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


def _ask(run: _Run, readers: Readers, notice: CustomerNotice) -> None:
    """A prompt on the customer's phone; never a second one while one for the invoice or on the phone is open,
    and one on a phone each run."""
    invoice, rule = notice.invoice, notice.rule
    assert invoice is not None and rule is not None
    phone = readers.phone_of(invoice.customer_id)
    if readers.till is None:
        raise Unreachable("NO_TILL")
    payer = payer_of_phone(invoice.business_id, phone)
    ringing = PaymentRequest.objects.filter(
        Q(account_reference__iexact=invoice.number) | Q(payer=payer),
        business=invoice.business_id,
        state__in=OPEN,
    )
    if (payer is not None and payer.pk in run.asked) or ringing.exists():
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
        run.asked.add(notice.request.payer_id)
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
