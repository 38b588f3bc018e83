"""What a business lets be paid out, and the lines by which its tills pay."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.fields import CentsField, KindField, MomentField
from mpesa.models.payouts import PayoutWay
from mpesa.models.tills import Till
from users.models import Business, User

#: What the rules may be set to: from and to, in cents or hours.
PAYOUT_BOUNDS = {
    "transaction_limit": (10_00, 250_000_00),
    "payee_day_limit": (10_00, 100_000_000_00),
    "day_limit": (10_00, 10_000_000_000_00),
    "batch_limit": (10_00, 10_000_000_000_00),
    "withdrawal_limit": (0, 250_000_00),
    "cooling_off_hours": (0, 24 * 30),
    "float_buffer": (0, 100_000_000_00),
}


class PayoutRules(models.Model):
    """What a business lets be paid out, and whether it lets that at all just now. No row: the defaults."""

    business = models.OneToOneField(
        Business, on_delete=models.PROTECT, primary_key=True, related_name="payout_rules"
    )
    transaction_limit = CentsField(default=250_000_00, help_text="cents at a time")
    payee_day_limit = CentsField(
        default=500_000_00, help_text="cents to one phone in an accounting day; what is more waits a day"
    )
    day_limit = CentsField(
        default=100_000_000_00, help_text="cents in an accounting day; what is more waits a day"
    )
    batch_limit = CentsField(default=100_000_000_00, help_text="cents of a batch")
    withdrawal_limit = CentsField(
        default=0, help_text="cents of a day up to which a player's withdrawals need nobody's yes"
    )
    cooling_off_hours = models.IntegerField(default=0, help_text="so long the first payout to a phone waits")
    float_buffer = CentsField(default=0, help_text="cents that stay in the paying account")
    tells_receivers = models.BooleanField(default=False, help_text="by SMS, of each payout to them")
    paused_at = MomentField(null=True)
    paused_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    pause_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "payout rules"
        constraints = [
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__gte": least, f"{name}__lte": most}), name=f"payout_rules_{name}"
                )
                for name, (least, most) in PAYOUT_BOUNDS.items()
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None, pause_reason="", paused_by=None)
                | Q(paused_at__isnull=False) & ~Q(pause_reason=""),
                name="payout_rules_pause_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"payouts of {self.business_id}"


class PayoutLine(models.Model):
    """The line by which a till pays in one way: locked by whoever takes from its float, stopped where
    Safaricom refuses whoever asks. What is taken is counted from the live attempts."""

    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="payout_lines", db_index=False)
    way = KindField(max_length=3, choices=PayoutWay.choices, default=PayoutWay.B2C.value)
    stopped_at = MomentField(null=True)
    stopped_code = models.CharField(max_length=40, blank=True, help_text="Safaricom's code")
    doubted_at = MomentField(null=True, help_text="since then it has to prove that it pays")
    proved_at = MomentField(null=True, help_text="when Safaricom last looked at a payout of it")
    short_since = MomentField(null=True, help_text="its float does not suffice for what waits")
    funds = CentsField(null=True, help_text="cents that Safaricom last said are in the paying account")
    funds_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["till", "way"], name="payout_line_once"),
            models.CheckConstraint(
                condition=Q(stopped_at=None, stopped_code="")
                | Q(stopped_at__isnull=False) & ~Q(stopped_code=""),
                name="payout_line_stopped_by_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} line of {self.till_id}"
