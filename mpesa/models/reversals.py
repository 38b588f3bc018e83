"""Receipts that M-Pesa has taken back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.fields import CentsField, KindField, MomentField
from mpesa.models.callbacks import Callback
from mpesa.models.collections import Channel, Receipt
from mpesa.models.tills import Till
from users.models import Approval, Business


class Reversal(models.Model):
    """A receipt that M-Pesa took back, as the first channel told of it; it may be known before its receipt.

    Append-only, but that it finds its receipt once: then `taken_back` says what is booked of it, at most
    the receipt, and `held` how much of that only an uploaded statement tells of. What is not held never goes
    down.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="reversals")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="reversals", db_index=False)
    number = models.CharField(max_length=20, help_text="of the receipt that was taken back")
    own_number = models.CharField(max_length=20, blank=True, help_text="of the reversal itself, where told")
    amount = CentsField(null=True, help_text="cents; null where only told that the receipt was reversed")
    occurred_at = MomentField()
    channel = KindField(max_length=10, choices=Channel.choices)
    callback = models.ForeignKey(
        Callback, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    source = models.CharField(max_length=80, blank=True)
    recorded_at = MomentField(auto_now_add=True)
    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, null=True, related_name="reversal")
    taken_back = CentsField(
        default=0, help_text="cents that left the M-Pesa account; 0 before, and of a report of too much"
    )
    held = CentsField(
        default=0,
        help_text="cents of these that only a statement tells of: on 2890, nobody's bill is touched",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["till", "number"], name="reversal_once_per_receipt"),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0), name="reversal_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(taken_back=0) | Q(taken_back__gt=0, receipt__isnull=False),
                name="reversal_taken_back_of_receipt",
            ),
            models.CheckConstraint(
                condition=Q(held__gte=0, held__lte=F("taken_back")), name="reversal_held_of_taken_back"
            ),
        ]
        indexes = [
            models.Index(fields=["till", "number"], name="reversal_waiting", condition=Q(receipt=None)),
            models.Index(fields=["till", "own_number"], name="reversal_by_own_number"),
            models.Index(fields=["till"], name="reversal_held", condition=Q(held__gt=0)),
            models.Index(
                fields=["business", "occurred_at"], name="reversal_by_moment", condition=Q(taken_back__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"reversal of {self.number}"


class ReversalEvidence(models.Model):
    """A channel that told of a reversal, and whether it says the same as the first one. Append-only."""

    reversal = models.ForeignKey(Reversal, on_delete=models.PROTECT, related_name="evidence")
    channel = KindField(max_length=10, choices=Channel.choices)
    facts_hash = models.BinaryField(max_length=32)
    own_number = models.CharField(max_length=20, blank=True)
    amount = CentsField(null=True)
    occurred_at = MomentField()
    agrees = models.BooleanField()
    callback = models.ForeignKey(
        Callback, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    source = models.CharField(max_length=80, blank=True)
    at = MomentField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "evidence of reversals"
        constraints = [
            models.UniqueConstraint(
                fields=["reversal", "channel", "facts_hash"], name="reversal_evidence_once"
            )
        ]


class Ruling(models.TextChoices):
    RELEASED = "RELEASED", "people let it count with no second source"
    RETRACTED = "RETRACTED", "the statement that told of it stands no longer"


class ReversalRuling(models.Model):
    """What became of a statement's word about a reversal, which counts for nothing beyond the M-Pesa account
    before it is RELEASED, and for nothing at all once it is RETRACTED. Append-only."""

    evidence = models.ForeignKey(ReversalEvidence, on_delete=models.PROTECT, related_name="rulings")
    ruling = KindField(max_length=10, choices=Ruling.choices)
    approval = models.ForeignKey(
        Approval, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    why = models.CharField(max_length=80, blank=True)
    at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evidence", "ruling"], name="reversal_ruling_once"),
            models.CheckConstraint(
                condition=~Q(ruling=Ruling.RELEASED) | Q(approval__isnull=False),
                name="reversal_released_by_approval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ruling} of evidence {self.evidence_id}"
