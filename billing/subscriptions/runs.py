"""Billing runs: begun by the clock or by a person, one at a time for each business."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from billing.models import BillingRun, BillingSkip, RunState, Subscription, SubscriptionState
from billing.subscriptions.news import tell_run, tell_subscriptions
from core import days
from core.errors import InvalidInput
from core.machine.jobs import wake
from core.machine.turns import alone
from core.rows.locks import AdvisoryLock, lock_free_rows
from core.rows.saving import save_rows
from core.rows.states import take_step
from users.access import Right, require_right
from users.actors import SYSTEM, Actor, person
from users.audit import record_audit
from users.models import Business

QUEUE: Final = "billing.run"
RIGHT: Final = Right.BILLING_WRITE
#: So many subscriptions are ended at once.
MOST_AT_ONCE: Final = 1000
_beginning = AdvisoryLock("billing.runs")


def due_by(day: date) -> QuerySet[Subscription]:
    """Subscriptions with a period that begins on a day or before and is not billed, of all businesses."""
    return Subscription.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=F("next_on")),
        state__in=(SubscriptionState.TRIAL, SubscriptionState.ACTIVE),
        next_on__lte=day,
    )


def left_of(run: BillingRun) -> QuerySet[Subscription]:
    """What a run has still to look at: due, and not skipped by it."""
    skipped = BillingSkip.objects.filter(run=run, subscription=OuterRef("pk"))
    return due_by(run.until_on).filter(~Exists(skipped), business=run.business_id)


def begin_run(*, business: Business, until_on: date | None = None, actor: Actor) -> BillingRun:
    """Bill every period that has begun by `until_on` (today), from the oldest on; also what an earlier run
    skipped. Needs the right billing.write; audited. While a run is under way, that one.

    The work is done by the queue billing.run. Raises InvalidInput BAD_DAY for a day to come.
    """
    require_right(actor, business, RIGHT)
    day = days.today() if until_on is None else until_on
    if days.checked_day(day, field="until_on") > days.today():
        raise InvalidInput("BAD_DAY", "until_on", "A day to come is not billed yet: look at the preview.")
    with transaction.atomic():
        _beginning.take(business.pk)
        running = BillingRun.objects.filter(business=business, state=RunState.RUNNING).first()
        if running is not None:
            return running
        run = BillingRun.objects.create(
            business=business,
            until_on=day,
            due=due_by(day).filter(business=business).count(),
            started_by=person(actor),
        )
        record_audit(actor=actor, business=business, action="billing_run.begin", subject=run)
        tell_run(run)
        wake(QUEUE)
    return run


def begin_due() -> int:
    """Begin a run of each business that has something to bill which no run of today has skipped, and end the
    subscriptions whose last day is over. By the clock; returns how many runs. Safe to run twice at once."""
    begun, today = 0, days.today()
    _end_over()
    skipped = BillingSkip.objects.filter(subscription=OuterRef("pk"), run__until_on=today)
    due = due_by(today).filter(~Exists(skipped)).order_by().values("business")
    for business in Business.objects.filter(pk__in=due).order_by("pk"):
        begin = partial(begin_run, business=business, actor=SYSTEM)
        begun += alone(begin, what=QUEUE, business_id=business.pk) is not None
    return begun


def _end_over() -> int:
    """Cancel the subscriptions whose last day is over and billed; returns how many."""
    ended = 0
    while True:
        with transaction.atomic():
            over = Subscription.objects.filter(
                ends_on__lt=days.today(),
                next_on__gt=F("ends_on"),
                state__in=(SubscriptionState.TRIAL, SubscriptionState.ACTIVE),
            )
            rows = lock_free_rows(over.order_by("pk"), limit=MOST_AT_ONCE)
            for row in rows:
                take_step(row, SubscriptionState.CANCELLED)
            save_rows(rows, ["state"])
            tell_subscriptions(rows)
        ended += len(rows)
        if len(rows) < MOST_AT_ONCE:
            return ended
