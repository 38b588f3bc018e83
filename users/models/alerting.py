"""Who of a business is told of its alerts: of which, where, and when not."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.fields import KindField, MomentField, TextsField
from core.models import DataKey, Severity
from users.models.people import Business, User
from users.models.recovery import ContactChannel

#: Minutes of a day.
MINUTES = 24 * 60


class AlertRecipient(models.Model):
    """A member and a way to reach them; the address is sealed under a key of the row's own.

    Told of what matters as much as `least_severity`, or where there are `codes` of these alone; not before
    the alert has been open for `after_minutes`. Quiet hours are minutes of the day in Nairobi, and may go
    across midnight; what is CRITICAL comes through them where `pierced`.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="alert_recipients")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="alert_recipients")
    channel = KindField(max_length=5, choices=ContactChannel.choices)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, editable=False)
    address_sealed = models.BinaryField(editable=False)
    address_masked = models.CharField(max_length=260)
    least_severity = KindField(max_length=8, choices=Severity.choices, default=Severity.WARNING)
    codes = TextsField(default=list)
    after_minutes = models.IntegerField(default=0)
    quiet_from = models.IntegerField(null=True)
    quiet_until = models.IntegerField(null=True)
    pierced = models.BooleanField(default=True)
    tested_at = MomentField(null=True)
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "user", "channel"], name="alert_recipient_once"),
            models.CheckConstraint(
                condition=Q(after_minutes__range=(0, 7 * MINUTES)), name="alert_recipient_waits_at_most"
            ),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                # Written flat: PostgreSQL prints nested ANDs in another way after a restore.
                | Q(
                    ~Q(quiet_from=F("quiet_until")),
                    quiet_from__gte=0,
                    quiet_from__lt=MINUTES,
                    quiet_until__gte=0,
                    quiet_until__lt=MINUTES,
                ),
                name="alert_recipient_quiet_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.channel}"
