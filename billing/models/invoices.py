"""Invoices and credit notes with their lines, and the numbers that are printed on them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from billing.models.customers import Customer
from core.fields import CentsField, DayField, KindField, MomentField
from core.rows.states import StateMachine
from ledger.models import VatCode
from users.models import Business, User


class InvoiceKind(models.TextChoices):
    INVOICE = "INVOICE", "Invoice"
    SALE = "SALE", "Sale at the counter"
    OPENING = "OPENING", "What was owed when the books were opened"


class InvoiceState(models.TextChoices):
    DRAFT = "DRAFT"
    UNPAID = "UNPAID"
    PARTIALLY_PAID = "PARTIALLY_PAID"
    PAID = "PAID"
    VOID = "VOID"


class Numbered(models.Model):
    """What carries a printed number without gaps, a series for each business and year."""

    serial_year = models.PositiveSmallIntegerField(null=True, help_text="year of the accounting day of issue")
    serial_count = models.PositiveIntegerField(null=True, help_text="1, 2, 3 ... within the year")

    class Meta:
        abstract = True

    @property
    def serial_number(self) -> str:
        """`2026-00001`; empty until it is issued."""
        return "" if self.serial_year is None else f"{self.serial_year}-{self.serial_count:05d}"


class Invoice(Numbered, StateMachine):
    """A bill. `number` is at most 12 characters, so that a payer can type it as the account number; it is
    drawn with the draft. The serial number is drawn when it is issued, and has no gaps."""

    # Backwards when a payment is taken back. A draft that is thrown away is VOID without a serial number.
    legal_steps = {
        "DRAFT": ("UNPAID", "VOID"),
        "UNPAID": ("PARTIALLY_PAID", "PAID", "VOID"),
        "PARTIALLY_PAID": ("PAID", "UNPAID"),
        "PAID": ("PARTIALLY_PAID", "UNPAID"),
        "VOID": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="invoices")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="invoices")
    kind = KindField(max_length=8, choices=InvoiceKind.choices, default=InvoiceKind.INVOICE)
    number = models.CharField(max_length=12)
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)
    state = KindField(max_length=16, choices=InvoiceState.choices, default=InvoiceState.DRAFT)
    prices_include_vat = models.BooleanField(default=True)
    net = CentsField(help_text="cents without VAT")
    vat = CentsField(default=0, help_text="cents of VAT")
    total = CentsField(help_text="cents")
    line_count = models.PositiveSmallIntegerField()
    paid = CentsField(default=0, help_text="cents; the sum of the allocations")
    credited = CentsField(default=0, help_text="cents; the sum of its credit notes")
    note = models.CharField(max_length=500, blank=True, help_text="printed below the lines")
    due_on = DayField(null=True)
    issued_on = DayField(null=True, help_text="the accounting day of its entry")
    issued_at = MomentField(null=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "number"], name="invoice_number_once"),
            models.UniqueConstraint(fields=["business", "key"], name="invoice_key_once"),
            models.UniqueConstraint(
                fields=["business", "serial_year", "serial_count"], name="invoice_serial_once"
            ),
            models.CheckConstraint(
                condition=Q(total__gt=0, net__gt=0, vat__gte=0), name="invoice_total_positive"
            ),
            models.CheckConstraint(condition=Q(total=F("net") + F("vat")), name="invoice_total_with_vat"),
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=F("total")), name="invoice_paid_within_total"
            ),
            models.CheckConstraint(
                condition=Q(credited__gte=0, credited__lte=F("total")), name="invoice_credited_within_total"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=["DRAFT", "UNPAID", "VOID"], paid=0)
                    | Q(state="PARTIALLY_PAID", paid__gt=0, paid__lt=F("total"))
                    | Q(state="PAID", paid=F("total"))
                ),
                name="invoice_state_follows_paid",
            ),
            models.CheckConstraint(
                condition=(
                    Q(issued_at=None, issued_on=None, serial_year=None, serial_count=None, credited=0)
                    & Q(state__in=["DRAFT", "VOID"])
                )
                | (
                    Q(issued_at__isnull=False, issued_on__isnull=False)
                    & Q(serial_year__isnull=False, serial_count__gt=0)
                    & ~Q(state="DRAFT")
                ),
                name="invoice_serial_when_issued",
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
            models.Index(
                fields=["customer", "id"],
                name="invoice_open_of_customer",
                condition=Q(state__in=["UNPAID", "PARTIALLY_PAID"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def due(self) -> int:
        """Cents still to be paid; of a draft and a void one nothing is."""
        return 0 if self.state in (InvoiceState.DRAFT, InvoiceState.VOID) else self.total - self.paid


class InvoiceLine(models.Model):
    """One line of an invoice. `cents` is what it adds to the total: quantity times price, less the discount,
    with its VAT."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField(help_text="0, 1, 2 ...")
    description = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    unit_cents = CentsField(help_text="cents of one, with VAT where the invoice's prices include it")
    discount = CentsField(default=0, help_text="cents off the line, as its price is")
    vat_code = KindField(max_length=12, choices=VatCode.choices, blank=True)
    net = CentsField(help_text="cents without VAT")
    vat = CentsField(default=0, help_text="cents of VAT")
    cents = CentsField(help_text="net and VAT")
    account_code = models.CharField(max_length=40, default="4000", help_text="where the net is credited")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_once"),
            models.CheckConstraint(
                condition=Q(cents=F("net") + F("vat"), net__gte=0, vat__gte=0, discount__gte=0),
                name="invoice_line_with_vat",
            ),
        ]


class CreditNote(Numbered):
    """What was billed and is not owed: of an issued invoice, never more than it. Issued when it is made, and
    append-only. Its payment settles what of the invoice is open; the rest is the customer's credit."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="credit_notes")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="credit_notes")
    payment = models.OneToOneField("billing.Payment", on_delete=models.PROTECT, related_name="credit_note")
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)
    reason = models.CharField(max_length=200)
    net = CentsField(help_text="cents without VAT")
    vat = CentsField(default=0, help_text="cents of VAT")
    total = CentsField(help_text="cents")
    issued_on = DayField(help_text="the accounting day of its entry")
    issued_at = MomentField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="credit_note_key_once"),
            models.UniqueConstraint(
                fields=["business", "serial_year", "serial_count"], name="credit_note_serial_once"
            ),
            models.CheckConstraint(
                condition=Q(serial_year__isnull=False, serial_count__gt=0), name="credit_note_numbered"
            ),
            models.CheckConstraint(
                condition=Q(total=F("net") + F("vat"), total__gt=0, net__gte=0, vat__gte=0),
                name="credit_note_total_with_vat",
            ),
        ]
        indexes = [models.Index(fields=["business", "-id"], name="credit_note_by_business")]

    def __str__(self) -> str:
        return f"CN-{self.serial_number}"


class CreditNoteLine(models.Model):
    """What a credit note takes back of a line of the invoice. Append-only."""

    note = models.ForeignKey(CreditNote, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(InvoiceLine, on_delete=models.PROTECT, related_name="credited_by")
    net = CentsField(help_text="cents without VAT")
    vat = CentsField(default=0, help_text="cents of VAT")
    cents = CentsField(help_text="net and VAT")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "line"], name="credit_note_line_once"),
            models.CheckConstraint(
                condition=Q(cents=F("net") + F("vat"), cents__gt=0, net__gte=0, vat__gte=0),
                name="credit_note_line_with_vat",
            ),
        ]
