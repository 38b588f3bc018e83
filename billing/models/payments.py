"""The money allocated to invoices, and what is left of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from billing.models.customers import Customer
from billing.models.invoices import Invoice
from core.fields import CentsField, MomentField


class Allocation(models.Model):
    """Part of a receipt that paid part of an invoice; below zero where it takes one back. Append-only."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="allocations")
    receipt_number = models.CharField(max_length=20)
    receipt_id = models.BigIntegerField()
    cents = CentsField()
    takes_back = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="taken_back_by"
    )
    allocated_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["receipt_id", "invoice"], name="allocation_once", condition=Q(takes_back=None)
            ),
            models.CheckConstraint(
                condition=Q(takes_back=None, cents__gt=0) | Q(takes_back__isnull=False, cents__lt=0),
                name="allocation_positive",
            ),
        ]


class Credit(models.Model):
    """What a receipt paid beyond the bills: it stands on 2100 and is the customer's. Append-only; it counts
    while M-Pesa has not taken the receipt back."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="credits")
    receipt_number = models.CharField(max_length=20)
    receipt_id = models.BigIntegerField()
    cents = CentsField()
    credited_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt_id"], name="credit_once"),
            models.CheckConstraint(condition=Q(cents__gt=0), name="credit_positive"),
        ]


class StatementLine(models.Model):
    """What a customer was billed (an invoice when it was issued) or paid (a part of a receipt), and what was
    due after it. A view, sql/statement_lines.sql: read by customer."""

    customer = models.ForeignKey(Customer, on_delete=models.DO_NOTHING, related_name="+")
    invoice = models.ForeignKey(Invoice, on_delete=models.DO_NOTHING, related_name="+")
    payment = models.ForeignKey(Allocation, on_delete=models.DO_NOTHING, null=True, related_name="+")
    at = models.DateTimeField()
    debit = models.BigIntegerField(help_text="cents that were billed")
    credit = models.BigIntegerField(help_text="cents that were paid")
    balance = models.BigIntegerField(help_text="cents that are due after it")

    class Meta:
        managed = False
        db_table = "billing_statementline"
