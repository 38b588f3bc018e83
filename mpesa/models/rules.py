"""What a business lets be asked for on phones, and whether it lets that at all just now."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.fields import CentsField, MomentField
from users.models import Business, User

#: What the rules may be set to: from and to, in cents or in times.
BOUNDS = {
    "transaction_limit": (1_00, 250_000_00),
    "customer_day_limit": (1_00, 100_000_000_00),
    "phone_minute": (1, 1_000),
    "business_minute": (1, 100_000),
    "business_day": (1, 1_000_000),
}


class RequestRules(models.Model):
    """Limits of a business, which refuse requests and never money that has arrived. No row: the defaults."""

    business = models.OneToOneField(
        Business, on_delete=models.PROTECT, primary_key=True, related_name="request_rules"
    )
    transaction_limit = CentsField(default=250_000_00, help_text="cents at a time")
    customer_day_limit = CentsField(
        default=500_000_00,
        help_text="cents of one customer in an accounting day: paid, and asked for and open",
    )
    phone_minute = models.IntegerField(default=5, help_text="requests to one phone in any minute")
    business_minute = models.IntegerField(default=1_000, help_text="requests in any minute")
    business_day = models.IntegerField(default=20_000, help_text="requests in an accounting day")
    paused_at = MomentField(null=True)
    paused_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    pause_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "request rules"
        constraints = [
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__gte": least, f"{name}__lte": most}),
                    name=f"request_rules_{name}",
                )
                for name, (least, most) in BOUNDS.items()
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None, pause_reason="", paused_by=None)
                | Q(paused_at__isnull=False) & ~Q(pause_reason=""),
                name="request_rules_pause_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"requests of {self.business_id}"
