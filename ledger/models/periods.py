"""Closed periods."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.fields import DayField, KindField, MomentField
from users.models import Approval, Business, User


class PeriodState(models.TextChoices):
    OPEN = "OPEN"  # again: a period has a row from its first closing on
    CLOSED = "CLOSED"


class Period(models.Model):
    """Accounting days that were closed together. Periods follow each other without a gap.

    While one is closed, the database refuses entries on its last day and on any day before it. `seal` is the
    newest one when it was closed, `opened_by` the approval by which it was last opened again. Guarantees
    are in sql/period_guarded.sql.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="periods", db_index=False)
    first_day = DayField()
    last_day = DayField()
    state = KindField(max_length=8, choices=PeriodState.choices, default=PeriodState.CLOSED)
    seal = models.BigIntegerField()
    comment = models.CharField(max_length=500, blank=True)
    closed_at = MomentField()
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_by = models.OneToOneField(Approval, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "last_day"], name="period_once"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="period_has_days"),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day}"
