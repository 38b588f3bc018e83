"""The credit of customers: what they paid beyond their bills and did not get back. Amounts in cents.

It stands on 2100 Customer credit, pays the next bill that is issued, and can be given back. Both lock the
payments that it is left of, so that it goes one way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest

from billing.models import Payment, RefundPart
from core.money import Cents
from core.rows.locks import lock_rows
from mpesa.payouts.refundable import GIVES_NOTHING


def _left() -> Combinable:
    """What of a payment is left: bills, refunds that may still be paid, and what was taken back lessen it."""
    given = (
        RefundPart.objects.filter(payment=OuterRef("pk"))
        .exclude(refund__payout__state__in=GIVES_NOTHING)
        .order_by()
        .values("payment")
        .annotate(sum=Sum("cents"))
        .values("sum")
    )
    back = Coalesce(Subquery(given, output_field=BigIntegerField()), 0)
    whole = F("amount") - F("allocated") - F("taken_back")
    return Greatest(whole - back, 0, output_field=BigIntegerField())


def with_credit() -> QuerySet[Payment]:
    """Payments of which something may be left: `left` says what."""
    return Payment.objects.filter(amount__gt=F("allocated") + F("taken_back")).annotate(left=_left())


def lefts_of_payments(payments: Collection[int]) -> dict[int, Cents]:
    """Payment's key -> what is left of it."""
    rows = Payment.objects.filter(pk__in=payments).order_by().annotate(left=_left())
    return {pk: int(left) for pk, left in rows.values_list("pk", "left")}


def credit_of_customers(customers: Collection[int]) -> dict[int, Cents]:
    """Customer's key -> all that is left of their payments; without those that have none."""
    found: defaultdict[int, Cents] = defaultdict(int)
    for payment in with_credit().filter(customer__in=customers).order_by():
        found[payment.customer_id] += payment.left  # type: ignore[attr-defined]
    return {customer: cents for customer, cents in found.items() if cents}


def lock_credit(payments: QuerySet[Payment]) -> list[tuple[Payment, Cents]]:
    """Payments of which something is left, oldest first, and what; locked until the transaction ends.

    What is left is read after the locks are held: refunds are written by who holds them.
    """
    locked = lock_rows(payments.filter(amount__gt=F("allocated") + F("taken_back")))
    lefts = lefts_of_payments([payment.pk for payment in locked]) if locked else {}
    return [(payment, lefts[payment.pk]) for payment in locked if lefts[payment.pk]]
