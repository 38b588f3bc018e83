"""Steps in the balances of a till that nothing known explains."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.fields import CentsField, MomentField
from mpesa.models.tills import Till
from users.models import Business


class BalanceHole(models.Model):
    """Between two payments the account changed by so many cents more than all that is known; never booked."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="balance_holes")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="balance_holes")
    since = MomentField()
    until = MomentField()
    after_receipt = models.CharField(max_length=20)
    before_receipt = models.CharField(max_length=20)
    missing = CentsField(help_text="cents that came in and nobody reported; below zero: that went out")
    noticed_at = MomentField(auto_now_add=True)
    pulled_at = MomentField(null=True)
    filled_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["till", "after_receipt", "before_receipt"], name="balance_hole_once"
            )
        ]
        indexes = [models.Index(fields=["till"], name="balance_hole_open", condition=Q(filled_at=None))]
