"""Disputes: somebody says that a payout was not right. What was said stays, and changes nothing else."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.fields import KindField, MomentField
from mpesa.models.payouts import Payout
from users.models import User


class DisputeOutcome(models.TextChoices):
    RIGHT = "RIGHT", "it was paid as it should be"
    WRONG_AMOUNT = "WRONG_AMOUNT"
    WRONG_RECEIVER = "WRONG_RECEIVER"
    NOT_RECEIVED = "NOT_RECEIVED"
    OTHER = "OTHER"


class PayoutDispute(models.Model):
    """A case on a payout; over when a note of it has an outcome. Append-only."""

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="disputes", db_index=False)
    number = models.IntegerField(help_text="1 is the first one of its payout")
    reason = models.CharField(max_length=500, help_text="what somebody says")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["payout", "number"], name="dispute_number_once")]

    def __str__(self) -> str:
        return f"dispute {self.number} of {self.payout_id}"


class PayoutDisputeNote(models.Model):
    """What was found out about a dispute, and where that stands; the last one says how it ended.
    Append-only."""

    dispute = models.ForeignKey(PayoutDispute, on_delete=models.PROTECT, related_name="notes", db_index=False)
    text = models.CharField(max_length=500)
    evidence = models.CharField(max_length=200, blank=True, help_text="where it stands")
    outcome = KindField(max_length=16, choices=DisputeOutcome.choices, blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dispute"], condition=~Q(outcome=""), name="dispute_ends_once"),
            models.CheckConstraint(condition=~Q(text=""), name="dispute_note_says_something"),
        ]
        indexes = [models.Index(fields=["dispute", "id"], name="dispute_notes")]

    def __str__(self) -> str:
        return self.outcome or "note"
