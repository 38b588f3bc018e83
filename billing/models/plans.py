"""Plans: what is billed again and again, and at which price from which day on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.fields import CentsField, DayField, KindField, MomentField
from ledger.models import VatCode
from users.models import Business, User

#: What a plan may be: every so many days, weeks or months; so many days on trial, or until it is due.
MOST_EVERY, MOST_TRIAL_DAYS, MOST_DUE_DAYS = 366, 366, 366


class PlanFrequency(models.TextChoices):
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


class Plan(models.Model):
    """Something that customers are billed for every so many days, weeks or months, in advance.

    What it costs stands in its prices; an archived plan bills nobody.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="plans")
    name = models.CharField(max_length=100)
    frequency = KindField(max_length=7, choices=PlanFrequency.choices)
    every = models.IntegerField(default=1, help_text="so many days, weeks or months")
    trial_days = models.IntegerField(default=0, help_text="not billed, for whom none else are named")
    days_until_due = models.IntegerField(default=0, help_text="from the first day of a period")
    archived_at = MomentField(null=True)
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="plan_key_once"),
            models.UniqueConstraint(
                fields=["business", "name"], name="plan_name_once", condition=Q(archived_at=None)
            ),
            models.CheckConstraint(
                condition=Q(
                    every__gte=1,
                    every__lte=MOST_EVERY,
                    trial_days__gte=0,
                    trial_days__lte=MOST_TRIAL_DAYS,
                    days_until_due__gte=0,
                    days_until_due__lte=MOST_DUE_DAYS,
                ),
                name="plan_bounded",
            ),
        ]
        indexes = [models.Index(fields=["business", "-id"], name="plan_by_business")]

    def __str__(self) -> str:
        return self.name


class PlanPrice(models.Model):
    """What a plan costs for periods that begin on `from_on` or later, until the next price; of two for one
    day the later one. Append-only."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="prices")
    from_on = DayField()
    prices_include_vat = models.BooleanField(default=True)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = MomentField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["plan", "-from_on", "-id"], name="plan_price_by_plan")]


class PlanLine(models.Model):
    """One line of a price. Append-only."""

    price = models.ForeignKey(PlanPrice, on_delete=models.PROTECT, related_name="lines")
    position = models.IntegerField()
    description = models.CharField(max_length=150)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    unit_cents = CentsField()
    vat_code = KindField(max_length=12, choices=VatCode.choices, blank=True)
    account_code = models.CharField(max_length=40, default="4000", help_text="where the net is credited")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["price", "position"], name="plan_line_position_once"),
            models.CheckConstraint(condition=Q(unit_cents__gt=0, quantity__gt=0), name="plan_line_positive"),
        ]
