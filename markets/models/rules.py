"""What a business has decided about its markets, and by which licence it takes real money."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.fields import CentsField, DayField, MomentField
from users.models import Business, User


class MarketRules(models.Model):
    """What new markets of a business begin with. Without a row the defaults count."""

    business = models.OneToOneField(
        Business, on_delete=models.PROTECT, primary_key=True, related_name="market_rules"
    )
    play_money = models.BooleanField(default=False, help_text="nothing here is money: no licence is needed")
    fee_bps = models.IntegerField(null=True, help_text="null: of the setting PAYOUT_PLATFORM_FEE_PCT")
    least_stake = CentsField(default=20_00)
    most_stake = CentsField(default=100_000_00)
    dispute_minutes = models.IntegerField(default=24 * 60)
    large_pool = CentsField(default=1_000_000_00)
    large_dispute_minutes = models.IntegerField(default=48 * 60)
    changed_at = MomentField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(least_stake__gt=0, most_stake__gte=F("least_stake"))
                & (Q(fee_bps=None) | Q(fee_bps__gte=0, fee_bps__lte=10000)),
                name="market_rules_stakes_and_fee",
            ),
            models.CheckConstraint(
                condition=Q(
                    dispute_minutes__gt=0,
                    large_dispute_minutes__gte=F("dispute_minutes"),
                    large_pool__gt=0,
                ),
                name="market_rules_windows",
            ),
        ]


class Licence(models.Model):
    """A licence to take real money for markets, from a day to a day. Append-only."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="licences")
    number = models.CharField(max_length=60)
    first_on = DayField()
    last_on = DayField()
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    entered_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "number", "first_on"], name="licence_once"),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="licence_days_in_order"),
        ]
