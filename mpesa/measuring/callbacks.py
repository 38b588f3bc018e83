"""Which callbacks of payment requests are owed, which came, and which are lost: of the rows of a list, as
requests.py counts them."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDay

from core.days import EAT, day_bounds
from mpesa.measuring.requests import COMES_WITHIN, NO_END
from mpesa.models import Callback, CallbackKind, PaymentRequest


class CallbackOf(StrEnum):
    """What is known of the callback that Safaricom owes of each request that it took and that has ended."""

    DUE = "DUE"
    CAME = "CAME"
    LOST = "LOST"


def with_callback(
    rows: QuerySet[PaymentRequest], which: CallbackOf, *, first_day: date, last_day: date
) -> QuerySet[PaymentRequest]:
    """Those of the rows, all made on these accounting days, whose callback is due at all, came in time
    (COMES_WITHIN), or did not. Callbacks are one range of callback_last for each till, read once: for a page
    of fifty rows PostgreSQL would else look through all of them for each row."""
    due = rows.filter(checkout_request_id__isnull=False).exclude(state__in=NO_END)
    if which is CallbackOf.DUE:
        return due
    midnight = TruncDay("created_at", tzinfo=EAT)
    came = Callback.objects.filter(
        till__business=OuterRef("business"),
        kind=CallbackKind.STK,
        ref=OuterRef("ref"),
        received_at__gte=day_bounds(first_day)[0],
        received_at__lt=day_bounds(last_day)[1] + COMES_WITHIN,
    )
    found = due.order_by().alias(lost_from=midnight + timedelta(days=1) + COMES_WITHIN)
    lost = found.filter(~Exists(came.filter(received_at__lt=OuterRef("lost_from")))).values("pk")
    is_lost = Q(_IsOneOf(F("pk"), ArraySubquery(lost)))
    return due.filter(is_lost if which is CallbackOf.LOST else ~is_lost)


class _IsOneOf(Func):
    """A column against an array of the database's own, which is made once."""

    template, arg_joiner = "%(expressions)s)", " = ANY("
    output_field = BooleanField()
