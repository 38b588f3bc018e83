"""What a person must look at."""

from __future__ import annotations

from django.db import models

from core.fields import MomentField
from mpesa.models.collections import PaymentRequest, Receipt
from mpesa.models.tills import Till
from users.models import Business


class Discrepancy(models.Model):
    """Something that a person must look at: channels that disagree, an amount that was not asked for."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="discrepancies")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="discrepancies")
    code = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)
    detail = models.CharField(max_length=300)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, null=True, related_name="discrepancies")
    request = models.ForeignKey(
        PaymentRequest, on_delete=models.PROTECT, null=True, related_name="discrepancies"
    )
    created_at = MomentField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "discrepancies"
        constraints = [models.UniqueConstraint(fields=["till", "code", "subject"], name="discrepancy_once")]
