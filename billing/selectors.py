"""Reads of customers and invoices. Names and phones stay sealed here; billing/customers/customers.py opens
them.
"""

from __future__ import annotations

from django.db.models import QuerySet

from billing.models import Customer, Invoice
from core.errors import NotFound
from users.access import Right, has_right, readable_businesses
from users.models import User

RIGHT = Right.BILLING_READ


def customers_for(
    user: User, business: str | None, *, account_number: str | None = None
) -> QuerySet[Customer]:
    """The customers that a person may see, newest first."""
    ids = readable_businesses(user, business, RIGHT)
    customers = Customer.objects.filter(business_id__in=ids)
    if account_number is not None:
        customers = customers.filter(account_number=account_number.strip().upper())
    return customers.order_by("-pk")


def customer_for(user: User, customer_id: int) -> Customer:
    """One customer. Raises NotFound when it is absent or not the person's to see."""
    customer = Customer.objects.filter(pk=customer_id).select_related("business", "data_key").first()
    if customer is None or not has_right(user, customer.business, RIGHT):
        raise NotFound("customer")
    return customer


def invoices_for(
    user: User, business: str | None, *, state: str | None = None, customer: Customer | None = None
) -> QuerySet[Invoice]:
    """The invoices that a person may see, newest first."""
    ids = readable_businesses(user, business, RIGHT)
    invoices = Invoice.objects.filter(business_id__in=ids)
    if state is not None:
        invoices = invoices.filter(state=state)
    if customer is not None:
        invoices = invoices.filter(customer=customer)
    return invoices.order_by("-pk")


def invoice_for(user: User, invoice_id: int) -> Invoice:
    """One invoice. Raises NotFound when it is absent or not the person's to see."""
    invoice = Invoice.objects.filter(pk=invoice_id).select_related("business", "customer__data_key").first()
    if invoice is None or not has_right(user, invoice.business, RIGHT):
        raise NotFound("invoice")
    return invoice
