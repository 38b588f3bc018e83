"""The credit of customers: what they paid beyond their bills and did not get back. Amounts in cents."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest

from billing.models import Credit
from core.money import Cents
from ledger.chart.standard import CUSTOMER_CREDIT
from mpesa.models import Payout, ReceiptRoute, RouteState
from mpesa.payouts.refundable import GIVES_NOTHING


def standing_credits() -> QuerySet[Credit]:
    """Credits of receipts that M-Pesa has not taken back."""
    reversed_ones = ReceiptRoute.objects.filter(receipt=OuterRef("receipt_id"), state=RouteState.REVERSED)
    return Credit.objects.exclude(Exists(reversed_ones))


def _left() -> Combinable:
    """What of a credit is left: refunds of its receipt out of 2100 that are asked for or paid lessen it."""
    given = (
        Payout.objects.filter(refunds=OuterRef("receipt_id"), source__code=CUSTOMER_CREDIT)
        .exclude(state__in=GIVES_NOTHING)
        .order_by()
        .values("refunds")
        .annotate(sum=Sum("amount"))
        .values("sum")
    )
    back = Coalesce(Subquery(given, output_field=BigIntegerField()), 0)
    return Greatest(F("cents") - back, 0, output_field=BigIntegerField())


def lefts_of_credits(credits: Collection[int]) -> dict[int, Cents]:
    """Credit's key -> what is left of it; nothing of those that were taken back."""
    found = standing_credits().filter(pk__in=credits).order_by().values_list("pk")
    return {pk: int(left) for pk, left in found.annotate(left=_left())}


def credit_of_customers(customers: Collection[int]) -> dict[int, Cents]:
    """Customer's key -> all that is left of their credit; without those that never had any."""
    found = standing_credits().filter(customer__in=customers).order_by().values_list("customer")
    return {customer: int(cents) for customer, cents in found.annotate(sum=Sum(_left()))}
