"""What the Kenya Revenue Authority is told of bills (eTIMS), and the codes that ask for their payment."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q

from billing.models.invoices import CreditNote, Invoice
from core.fields import CentsField, KindField, MomentField
from core.rows.states import StateMachine
from users.models import Business


class FiscalState(models.TextChoices):
    QUEUED = "QUEUED", "waits to be sent"
    SENT = "SENT", "was begun; the outcome is not written down yet"
    UNKNOWN = "UNKNOWN", "was sent, and nobody knows whether it was taken"
    SIGNED = "SIGNED", "the control unit has signed it"
    REFUSED = "REFUSED", "the control unit does not take it as it is"
    CANCELLED = "CANCELLED", "its invoice became void before it was sent"


#: Those that a control unit may know of.
PERHAPS_KNOWN: Final = (FiscalState.SENT, FiscalState.UNKNOWN, FiscalState.SIGNED)


class FiscalDocument(StateMachine):
    """An invoice or a credit note on its way through eTIMS.

    `number` is the next one of the business, drawn when it is sent, and free again when it certainly was not
    taken: KRA sees no gap. What was sent and not answered once is `perhaps_taken` for ever: it keeps its
    number, is asked for by it, and never goes out under another one, but where the unit has somebody else's
    bill under it. What the control unit gave stays as it came.
    """

    legal_steps = {
        "QUEUED": ("SENT", "CANCELLED"),
        "SENT": ("QUEUED", "UNKNOWN", "SIGNED", "REFUSED"),
        "UNKNOWN": ("SENT", "SIGNED"),
        "SIGNED": (),
        "REFUSED": ("QUEUED", "CANCELLED"),
        "CANCELLED": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="fiscal_documents")
    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, null=True, related_name="fiscal")
    credit_note = models.OneToOneField(CreditNote, on_delete=models.PROTECT, null=True, related_name="fiscal")
    state = KindField(max_length=9, choices=FiscalState.choices, default=FiscalState.QUEUED)
    number = models.BigIntegerField(null=True, help_text="invcNo: 1, 2, 3 ... of what may have been taken")
    perhaps_taken = models.BooleanField(
        default=False, help_text="it was sent once and not answered: the number stays its own"
    )
    claims = models.IntegerField(default=0)
    due_at = MomentField()
    begun_at = MomentField(null=True)
    settled_at = MomentField(null=True)
    reason = models.CharField(max_length=40, blank=True, help_text="a code: why it was refused or waits")
    told = models.CharField(max_length=200, blank=True, help_text="the control unit's own words")
    control_unit = models.CharField(max_length=40, blank=True, help_text="of the unit that signed")
    receipt_number = models.CharField(max_length=20, blank=True, help_text="the unit's own")
    internal_data = models.CharField(max_length=60, blank=True)
    signature = models.CharField(max_length=60, blank=True)
    signed_at = models.CharField(max_length=14, blank=True, help_text="the unit's clock, YYYYMMDDhhmmss")
    qr_text = models.CharField(max_length=300, blank=True, help_text="the address behind the QR code")
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "number"], name="fiscal_number_once"),
            models.CheckConstraint(
                condition=Q(invoice__isnull=False, credit_note=None)
                | Q(invoice=None, credit_note__isnull=False),
                name="fiscal_of_one",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["QUEUED", "REFUSED", "CANCELLED"]) | Q(number__gt=0),
                name="fiscal_numbered_when_sent",
            ),
            models.CheckConstraint(
                condition=(~Q(state="UNKNOWN") | Q(perhaps_taken=True))
                & (Q(perhaps_taken=False) | Q(number__gt=0)),
                name="fiscal_perhaps_taken_numbered",
            ),
            models.CheckConstraint(
                condition=Q(state="SIGNED", signature__gt="", control_unit__gt="", qr_text__gt="")
                | (~Q(state="SIGNED") & Q(signature="", control_unit="", qr_text="")),
                name="fiscal_signature_when_signed",
            ),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="fiscal_by_business"),
            models.Index(
                fields=["due_at", "id"], name="fiscal_due", condition=Q(state__in=["QUEUED", "UNKNOWN"])
            ),
            models.Index(fields=["begun_at"], name="fiscal_begun", condition=Q(state="SENT")),
            models.Index(
                fields=["business"],
                name="fiscal_open",
                condition=Q(state__in=["QUEUED", "SENT", "UNKNOWN", "REFUSED"]),
            ),
        ]

    def __str__(self) -> str:
        return f"eTIMS {self.number or '-'} of {self.invoice or self.credit_note}"

    @property
    def control_unit_number(self) -> str:
        """The control unit invoice number as it is printed, `KRACU0400001074/9`; empty until it is signed."""
        return f"{self.control_unit}/{self.receipt_number}" if self.control_unit else ""


class PaymentCode(models.Model):
    """The QR code that Safaricom drew for what was due of an invoice; the newest one takes its place."""

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="payment_code")
    shortcode = models.CharField(max_length=10)
    amount = CentsField(help_text="cents that it asks for: whole shillings")
    png = models.BinaryField(max_length=200_000)
    asked_at = MomentField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_code_amount_positive"),
        ]
