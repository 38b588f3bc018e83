"""Invoices and their lines."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from billing.models.customers import Customer
from core.fields import CentsField, DayField, KindField, MomentField
from core.rows.states import StateMachine
from users.models import Business, User


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
