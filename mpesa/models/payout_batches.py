"""Batches: payouts that were asked for together and are approved together."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.fields import CentsField, KindField, MomentField
from core.rows.states import StateMachine
from mpesa.models.tills import Till
from users.models import Approval, Business, User


class BatchState(models.TextChoices):
    DRAFT = "DRAFT"
    PENDING_APPROVAL = "PENDING_APPROVAL"
    APPROVED = "APPROVED"
    CANCELLED = "CANCELLED"


class PayoutBatch(StateMachine):
    """Payouts of one till, all of one file; each goes its own way once the batch is approved.

    While it is paused none of them is ordered. `rows` and `amount` are those of all its payouts, which never
    change; how far they are is counted from them.
    """

    legal_steps = {
        "DRAFT": ("PENDING_APPROVAL", "CANCELLED"),
        "PENDING_APPROVAL": ("APPROVED", "CANCELLED"),
        "APPROVED": (),
        "CANCELLED": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="payout_batches")
    till = models.ForeignKey(
        Till, on_delete=models.PROTECT, related_name="payout_batches", db_index=False, help_text="that pays"
    )
    ref = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120, help_text="what people call it")
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, help_text="of the file, and of what was said beside it")
    rows = models.IntegerField()
    amount = CentsField(help_text="cents, of all its payouts")
    smallest = CentsField(help_text="cents of its smallest payout")
    middle = CentsField(help_text="cents: half of its payouts are larger")
    odd = models.IntegerField(help_text="many times larger than the middle")
    fresh = models.IntegerField(help_text="to phones that were never paid, when it was brought in")
    repeated = models.IntegerField(help_text="to phones that get more than one of it")
    state = KindField(max_length=16, choices=BatchState.choices, default=BatchState.DRAFT)
    code = models.CharField(max_length=40, blank=True, help_text="why it was cancelled")
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, null=True, related_name="payout_batches")
    paused_at = MomentField(null=True)
    paused_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    pause_reason = models.CharField(max_length=200, blank=True)
    requested_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = MomentField(auto_now_add=True)
    approved_at = MomentField(null=True)

    class Meta:
        verbose_name_plural = "payout batches"
        constraints = [
            models.UniqueConstraint(
                fields=["business", "sha256"], condition=~Q(state="CANCELLED"), name="batch_file_once"
            ),
            models.CheckConstraint(condition=Q(rows__gt=0, amount__gt=0), name="batch_holds_something"),
            models.CheckConstraint(
                condition=Q(state="APPROVED", approval__isnull=False, approved_at__isnull=False)
                | ~Q(state="APPROVED") & Q(approval__isnull=True, approved_at__isnull=True),
                name="batch_approved_by_approval",
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None, pause_reason="", paused_by=None)
                | Q(paused_at__isnull=False) & ~Q(pause_reason=""),
                name="batch_pause_says_why",
            ),
        ]
        indexes = [models.Index(fields=["business", "-id"], name="batch_by_business")]

    def __str__(self) -> str:
        return self.name
