"""What customers still owe, by their open invoices. Amounts in cents."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F, Q, QuerySet, Sum

from billing.models import Customer, Invoice, InvoiceState
from core.money import Cents


def _open() -> QuerySet[Invoice]:
    return Invoice.objects.filter(state__in=(InvoiceState.UNPAID, InvoiceState.PARTIALLY_PAID))


def due_of_customers(customers: Collection[int]) -> dict[int, Cents]:
    """Customer's key -> what is due of their issued invoices; without those who owe nothing. One query."""
    rows = _open().filter(customer__in=customers).order_by().values_list("customer")
    return {customer: int(cents) for customer, cents in rows.annotate(sum=Sum(F("total") - F("paid")))}


def owing() -> Q:
    """Customers with an issued invoice that is not paid."""
    return Q(pk__in=_open().values("customer"))


def not_owing(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """Those without one."""
    return rows.exclude(owing())
