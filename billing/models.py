"""Customers, invoices and the money allocated to them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from core.fields import CentsField, DayField, KindField, MomentField
from core.models import DataKey
from core.rows.states import StateMachine
from users.models import Business, User


class Customer(models.Model):
    """Somebody who is billed. The name and phone are sealed under the customer's own key, and found by blind
    indexes: of the whole phone, and of each word of the name."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="customers")
    account_number = models.CharField(
        max_length=12, help_text="what the payer types; its last digit is a check digit"
    )
    data_key = models.ForeignKey(DataKey, on_delete=models.SET_NULL, null=True, editable=False)
    name_sealed = models.BinaryField(editable=False)
    phone_sealed = models.BinaryField(null=True, editable=False)
    phone_index = models.BinaryField(null=True, editable=False)
    phone_masked = models.CharField(max_length=16, blank=True)
    name_words = ArrayField(models.BinaryField(), default=list, editable=False)
    key = models.CharField(max_length=100, null=True)  # noqa: DJ001 - there are none twice
    key_hash = models.BinaryField(max_length=32, null=True)
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "account_number"], name="customer_account_number_once"
            ),
            models.UniqueConstraint(fields=["business", "key"], name="customer_key_once"),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="customer_by_business"),
            models.Index(fields=["business", "phone_index"], name="customer_by_phone"),
            GinIndex(fields=["name_words"], name="customer_by_name"),
        ]

    def __str__(self) -> str:
        return self.account_number


class Counter(models.Model):
    """The last number given in a series of a business (customers, invoices); locked to give the next."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=20)
    last = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "series"], name="counter_once")]


class InvoiceState(models.TextChoices):
    DRAFT = "DRAFT"
    UNPAID = "UNPAID"
    PARTIALLY_PAID = "PARTIALLY_PAID"
    PAID = "PAID"


class Invoice(StateMachine):
    """A bill. `number` is at most 12 characters, so that a payer can type it as the account number."""

    # Backwards when M-Pesa takes a receipt back.
    legal_steps = {
        "DRAFT": ("UNPAID",),
        "UNPAID": ("PARTIALLY_PAID", "PAID"),
        "PARTIALLY_PAID": ("PAID", "UNPAID"),
        "PAID": ("PARTIALLY_PAID", "UNPAID"),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="invoices")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="invoices")
    number = models.CharField(max_length=12)
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)
    state = KindField(max_length=16, choices=InvoiceState.choices, default=InvoiceState.DRAFT)
    total = CentsField(help_text="cents")
    paid = CentsField(default=0, help_text="cents; the sum of the allocations")
    due_on = DayField(null=True)
    issued_at = MomentField(null=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "number"], name="invoice_number_once"),
            models.UniqueConstraint(fields=["business", "key"], name="invoice_key_once"),
            models.CheckConstraint(condition=Q(total__gt=0), name="invoice_total_positive"),
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=F("total")), name="invoice_paid_within_total"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=["DRAFT", "UNPAID"], paid=0)
                    | Q(state="PARTIALLY_PAID", paid__gt=0, paid__lt=F("total"))
                    | Q(state="PAID", paid=F("total"))
                ),
                name="invoice_state_follows_paid",
            ),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="invoice_by_business"),
            models.Index(
                "business",
                F("total") - F("paid"),
                name="invoice_open_by_due",
                condition=Q(state__in=["UNPAID", "PARTIALLY_PAID"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class InvoiceLine(models.Model):
    """One line of an invoice; `cents` is quantity times unit price, rounded once."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    description = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    unit_cents = CentsField()
    cents = CentsField()


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
