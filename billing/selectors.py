"""Reads of customers and invoices. Names and phones stay sealed here; billing/customers/customers.py opens
them.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from billing.models import Allocation, CreditNote, Customer, Invoice, Payment, Refund
from core.errors import NotFound
from users.access import Right, has_right
from users.models import User

RIGHT = Right.BILLING_READ


def customers_of(businesses: Collection[int]) -> QuerySet[Customer]:
    """The customers of businesses whose bills the person may read, without who was merged into another."""
    return Customer.objects.filter(business_id__in=businesses, merged_into=None)


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


def payment_for(user: User, payment_id: int) -> Payment:
    """One payment of a customer. Raises NotFound when it is absent or not the person's to see."""
    payment = Payment.objects.filter(pk=payment_id).select_related("business", "customer").first()
    if payment is None or not has_right(user, payment.business, RIGHT):
        raise NotFound("payment")
    return payment


def allocation_for(user: User, allocation_id: int) -> Allocation:
    """One allocation. Raises NotFound when it is absent or not the person's to see."""
    rows = Allocation.objects.filter(pk=allocation_id)
    allocation = rows.select_related("invoice", "payment__business", "payment__customer").first()
    if allocation is None or not has_right(user, allocation.payment.business, RIGHT):
        raise NotFound("payment")
    return allocation


def credit_note_for(user: User, note_id: int) -> CreditNote:
    """One credit note. Raises NotFound when it is absent or not the person's to see."""
    note = CreditNote.objects.filter(pk=note_id).select_related("business", "invoice").first()
    if note is None or not has_right(user, note.business, RIGHT):
        raise NotFound("credit note")
    return note


def refund_for(user: User, refund_id: int) -> Refund:
    """One refund of credit. Raises NotFound when it is absent or not the person's to see."""
    refund = Refund.objects.filter(pk=refund_id).select_related("business", "customer").first()
    if refund is None or not has_right(user, refund.business, RIGHT):
        raise NotFound("refund")
    return refund
