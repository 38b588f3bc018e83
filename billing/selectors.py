"""Reads of customers and invoices. Names and phones stay sealed here; billing/customers/customers.py opens
them.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from billing.models import Customer, Invoice
from core.errors import NotFound
from users.access import Right, has_right
from users.models import User

RIGHT = Right.BILLING_READ


def customers_of(businesses: Collection[int]) -> QuerySet[Customer]:
    """The customers of businesses whose bills the person may read."""
    return Customer.objects.filter(business_id__in=businesses)


def customer_for(user: User, customer_id: int) -> Customer:
    """One customer. Raises NotFound when it is absent or not the person's to see."""
    customer = Customer.objects.filter(pk=customer_id).select_related("business", "data_key").first()
    if customer is None or not has_right(user, customer.business, RIGHT):
        raise NotFound("customer")
    return customer


def invoices_of(businesses: Collection[int]) -> QuerySet[Invoice]:
    """The invoices of businesses whose bills the person may read."""
    return Invoice.objects.filter(business_id__in=businesses)


def invoice_for(user: User, invoice_id: int) -> Invoice:
    """One invoice. Raises NotFound when it is absent or not the person's to see."""
    invoice = Invoice.objects.filter(pk=invoice_id).select_related("business", "customer__data_key").first()
    if invoice is None or not has_right(user, invoice.business, RIGHT):
        raise NotFound("invoice")
    return invoice
