"""Schedules: payouts that are paid again and again, approved once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.fields import CentsField, DayField, KindField, MomentField
from core.recurrence import Frequency
from core.rows.states import StateMachine
from mpesa.models.payout_batches import PayoutBatch
from mpesa.models.payouts import Payout
from mpesa.models.tills import Till
from users.models import Approval, Business, User

#: What its plan may be: every so many weeks or months, so many times.
MOST_EVERY, MOST_TIMES = 52, 106


class ScheduleState(models.TextChoices):
    PENDING_APPROVAL = "PENDING_APPROVAL"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    ENDED = "ENDED"
    CANCELLED = "CANCELLED"


class PayoutSchedule(StateMachine):
    """The rows of a batch, or one payout, to be paid again on each day of a plan (core.recurrence.Plan).

    `rows`, `amount` and `rows_digest` are of what was approved, each time; a time that would pay anything
    else needs a yes of its own. `next_index` counts the days that are done with. Paused by itself it says why
    in `code` and `text`, by a person in `text` alone.
    """

    legal_steps = {
        "PENDING_APPROVAL": ("ACTIVE", "CANCELLED"),
        "ACTIVE": ("PAUSED", "ENDED"),
        "PAUSED": ("ACTIVE", "ENDED"),
        "ENDED": (),
        "CANCELLED": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="payout_schedules")
    till = models.ForeignKey(
        Till, on_delete=models.PROTECT, related_name="payout_schedules", db_index=False, help_text="that pays"
    )
    batch = models.ForeignKey(
        PayoutBatch, on_delete=models.PROTECT, null=True, related_name="schedules", help_text="whose rows"
    )
    payout = models.ForeignKey(
        Payout, on_delete=models.PROTECT, null=True, related_name="schedules", help_text="or this one alone"
    )
    name = models.CharField(max_length=100, help_text="what people call it")
    frequency = KindField(max_length=8, choices=Frequency.choices)
    every = models.IntegerField(help_text="so many weeks or months")
    first_on = DayField()
    times = models.IntegerField(help_text="how often in all")
    last_on = DayField(help_text="the last of its days")
    next_index = models.IntegerField(default=0)
    next_on = DayField()
    rows = models.IntegerField(help_text="payouts, each time")
    amount = CentsField(help_text="cents, each time")
    rows_digest = models.CharField(max_length=64, help_text="SHA-256 over every payout")
    state = KindField(max_length=16, choices=ScheduleState.choices, default=ScheduleState.PENDING_APPROVAL)
    code = models.CharField(max_length=40, blank=True, help_text="why it paused by itself, or was cancelled")
    text = models.CharField(max_length=300, blank=True)
    approval = models.ForeignKey(
        Approval, on_delete=models.PROTECT, null=True, related_name="payout_schedules"
    )
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="payout_schedule_key_once"),
            models.CheckConstraint(
                condition=Q(batch__isnull=True) ^ Q(payout__isnull=True), name="payout_schedule_of_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(rows__gt=0, amount__gt=0, every__gte=1, every__lte=MOST_EVERY)
                & Q(times__gte=1, times__lte=MOST_TIMES, next_index__gte=0, next_index__lte=F("times")),
                name="payout_schedule_bounded",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("PENDING_APPROVAL", "CANCELLED"), approval__isnull=True)
                | ~Q(state__in=("PENDING_APPROVAL", "CANCELLED")) & Q(approval__isnull=False),
                name="payout_schedule_approved_by_approval",
            ),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="payout_schedule_by_business"),
            models.Index(fields=["next_on"], name="payout_schedule_due", condition=Q(state="ACTIVE")),
        ]

    def __str__(self) -> str:
        return self.name


class PayoutRepetition(models.Model):
    """A day of a schedule and the batch that was made for it: one, whatever becomes of it. Append-only."""

    schedule = models.ForeignKey(PayoutSchedule, on_delete=models.PROTECT, related_name="repetitions")
    due_on = DayField()
    batch = models.OneToOneField(PayoutBatch, on_delete=models.PROTECT, related_name="repetition")
    at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["schedule", "due_on"], name="payout_repetition_once")]

    def __str__(self) -> str:
        return f"{self.due_on} of {self.schedule_id}"
