"""What settles bills, which part of it went to which bill, and what is left of it: the customers' credit."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from billing.models.customers import Customer
from billing.models.invoices import Invoice
from core.fields import CentsField, DayField, KindField, MomentField
from ledger.models import Entry
from mpesa.models import Payout
from users.models import Business, User


class PaymentKind(models.TextChoices):
    MPESA = "MPESA", "M-Pesa receipt"
    CASH = "CASH", "Cash"
    CHEQUE = "CHEQUE", "Cheque"
    BANK = "BANK", "Paid into the bank"
    VAT_WITHHELD = "VAT_WITHHELD", "VAT withheld by the customer"
    INCOME_TAX_WITHHELD = "INCOME_TAX_WITHHELD", "Income tax withheld by the customer"
    CREDIT_NOTE = "CREDIT_NOTE", "Credit note"
    WRITE_OFF = "WRITE_OFF", "Written off"


class Payment(models.Model):
    """Something that settles bills of a customer: money of a receipt or by hand, tax withheld for KRA, a
    credit note, a debt given up. What no bill takes is the customer's credit: it stands on 2100.

    What it is never changes; `allocated` and `taken_back` follow from rows of their own.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="customer_payments")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="all_payments")
    kind = KindField(max_length=20, choices=PaymentKind.choices)
    amount = CentsField(help_text="cents")
    allocated = CentsField(default=0, help_text="cents; the sum of its allocations")
    taken_back = CentsField(default=0, help_text="cents: nothing, or all of it")
    receipt_id = models.BigIntegerField(null=True, help_text="of MPESA")
    receipt_number = models.CharField(max_length=20, blank=True)
    reference = models.CharField(
        max_length=60, blank=True, help_text="of the cheque, the transfer or the certificate"
    )
    account_code = models.CharField(max_length=40, blank=True, help_text="what was debited, if by hand")
    received_on = DayField(help_text="the day on which it was paid")
    note = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=100, null=True)  # noqa: DJ001 - there are none twice
    key_hash = models.BinaryField(max_length=32, null=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt_id"], name="payment_receipt_once"),
            models.UniqueConstraint(fields=["business", "key"], name="payment_key_once"),
            models.CheckConstraint(
                condition=Q(kind="MPESA", receipt_id__isnull=False) | (~Q(kind="MPESA") & Q(receipt_id=None)),
                name="payment_receipt_if_mpesa",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, allocated__gte=0)
                & (Q(taken_back=0, allocated__lte=F("amount")) | Q(taken_back=F("amount"), allocated=0)),
                name="payment_allocated_within_amount",
            ),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="payment_by_business"),
            models.Index(
                fields=["customer", "id"],
                name="payment_with_credit",
                condition=Q(amount__gt=F("allocated") + F("taken_back")),
            ),
        ]

    def __str__(self) -> str:
        return self.receipt_number or self.reference or f"{self.kind} {self.pk}"


class Allocation(models.Model):
    """Part of a payment that settled part of an invoice; below zero where it takes one back. Append-only."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="allocations")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="allocations")
    cents = CentsField()
    takes_back = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="taken_back_by"
    )
    allocated_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(takes_back=None, cents__gt=0) | Q(takes_back__isnull=False, cents__lt=0),
                name="allocation_positive",
            ),
        ]


class Refund(models.Model):
    """Credit that a customer got back: in cash, or by a payout, which holds it for as long as it may pay.
    Append-only."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="customer_refunds")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="refunds")
    amount = CentsField(help_text="cents")
    payout = models.OneToOneField(Payout, on_delete=models.PROTECT, null=True, related_name="of_credit")
    account_code = models.CharField(max_length=40, blank=True, help_text="what was credited, of cash")
    reason = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=100, null=True)  # noqa: DJ001 - there are none twice
    key_hash = models.BinaryField(max_length=32, null=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="refund_key_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_positive"),
            models.CheckConstraint(
                condition=Q(payout=None, account_code__gt="") | Q(payout__isnull=False, account_code=""),
                name="refund_one_way",
            ),
        ]


class RefundPart(models.Model):
    """How much of a payment's credit a refund gave back. Append-only."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="parts")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunded_by")
    cents = CentsField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refund", "payment"], name="refund_part_once"),
            models.CheckConstraint(condition=Q(cents__gt=0), name="refund_part_positive"),
        ]


class CustomerEntry(models.Model):
    """Whose a journal entry on 1200 and 2100 is, and what it is about. Its reversal is the same customer's.

    By reference, not by key: it is written beside a posting that may come a statement later. Append-only.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="entries")
    reference = models.CharField(max_length=120)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, null=True, related_name="+")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="+")
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "reference"], name="customer_entry_once"),
        ]


class StatementLine(models.Model):
    """What a journal entry did to what a customer owes: the net of its lines on 1200 and 2100, and the
    balance after it; below zero where the customer has credit. A view, sql/statement_lines.sql: read by
    customer."""

    customer = models.ForeignKey(Customer, on_delete=models.DO_NOTHING, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.DO_NOTHING, related_name="+")
    invoice = models.ForeignKey(Invoice, on_delete=models.DO_NOTHING, null=True, related_name="+")
    payment = models.ForeignKey(Payment, on_delete=models.DO_NOTHING, null=True, related_name="+")
    refund = models.ForeignKey(Refund, on_delete=models.DO_NOTHING, null=True, related_name="+")
    day = models.DateField(help_text="the accounting day of the entry")
    at = models.DateTimeField()
    debit = models.BigIntegerField(help_text="cents by which more is owed")
    credit = models.BigIntegerField(help_text="cents by which less is owed")
    balance = models.BigIntegerField(help_text="cents that are owed after it")

    class Meta:
        managed = False
        db_table = "billing_statementline"
