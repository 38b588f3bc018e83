"""Taxes that are withheld when players withdraw."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.fields import DayField, MomentField
from users.models import Approval, Business


class Withholding(models.Model):
    """A tax that is withheld when players withdraw: so many hundredths of a percent of what leaves the
    wallet, from a day on, until the next row; 0 ends it. No row: nothing is withheld. Append-only."""

    business = models.ForeignKey(
        Business, on_delete=models.PROTECT, related_name="withholdings", db_index=False
    )
    from_day = DayField()
    rate = models.IntegerField(help_text="hundredths of a percent")
    name = models.CharField(max_length=80, help_text="the law")
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="+", db_index=False)
    set_at = MomentField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lt=10_000), name="withholding_rate"),
            models.UniqueConstraint(fields=["approval"], name="withholding_once_by_approval"),
        ]
        indexes = [models.Index(fields=["business", "-from_day", "-id"], name="withholding_by_day")]

    def __str__(self) -> str:
        return f"{self.name} from {self.from_day}"
