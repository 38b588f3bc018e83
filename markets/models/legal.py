"""What the law says about markets, each from a day on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.fields import DayField, KindField, MomentField
from users.models import Approval, Business


class LegalKind(models.TextChoices):
    EXCISE = "EXCISE", "excise on deposits, in hundredths of a percent"
    GGR = "GGR", "tax on what the house keeps, in hundredths of a percent"
    AGE = "AGE", "years that a player has"
    TIER = "TIER", "rank of the tier that a player has reached"
    ONE_PERSON = "ONE_PERSON", "1: an ID number stakes as one player"
    PRIZE_DAYS = "PRIZE_DAYS", "days within which prizes are paid"


class LegalRule(models.Model):
    """A rule of the law that counts from a day on, until the next of its kind; 0 ends it. No row: there is no
    such rule. Append-only."""

    business = models.ForeignKey(
        Business, on_delete=models.PROTECT, related_name="legal_rules", db_index=False
    )
    kind = KindField(max_length=10, choices=LegalKind.choices)
    from_day = DayField()
    value = models.IntegerField(help_text="in the unit of its kind")
    law = models.CharField(max_length=80)
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="+", db_index=False)
    set_at = MomentField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["EXCISE", "GGR"], value__gte=0, value__lt=10_000)
                | Q(kind="AGE", value__in=[0, 18])
                | Q(kind="TIER", value__gte=0, value__lte=32767)
                | Q(kind="ONE_PERSON", value__gte=0, value__lte=1)
                | Q(kind="PRIZE_DAYS", value__gte=0, value__lte=366),
                name="legal_rule_value",
            ),
            models.UniqueConstraint(fields=["approval"], name="legal_rule_once_by_approval"),
        ]
        indexes = [models.Index(fields=["business", "kind", "-from_day", "-id"], name="legal_rule_by_day")]

    def __str__(self) -> str:
        return f"{self.kind} from {self.from_day}"
